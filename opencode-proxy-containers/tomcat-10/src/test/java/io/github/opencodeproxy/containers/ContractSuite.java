package io.github.opencodeproxy.containers;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** Every contract test of the servlet module, on Tomcat. */
@Suite
@SelectPackages("io.github.opencodeproxy.servlet.contract")
@IncludeClassNamePatterns(".*ContractTest")
class ContractSuite {}
