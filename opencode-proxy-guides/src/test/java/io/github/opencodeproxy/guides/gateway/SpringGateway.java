package io.github.opencodeproxy.guides.gateway;

import io.github.opencodeproxy.core.policy.Allowlist;
import io.github.opencodeproxy.servlet.BasePath;
import io.github.opencodeproxy.servlet.ProxyOptions;
import io.github.opencodeproxy.servlet.ProxyServlet;
import io.github.opencodeproxy.servlet.assets.StaticAssetFilter;
import io.github.opencodeproxy.servlet.identity.User;
import java.security.Principal;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;

/** Spring Boot 3 with its embedded Tomcat. */
// snippet:begin spring
@SpringBootConfiguration
@EnableAutoConfiguration
public class SpringGateway {

    private static final BasePath BASE = BasePath.of("/opencode");

    @Bean
    ServletRegistrationBean<ProxyServlet> opencodeProxy() {
        ProxyOptions options = ProxyOptions.builder()
                .basePath(BASE)
                .policy(Allowlist.builder().allow("*.team.svc.cluster.local").build())
                .identity(request -> {
                    Principal login = request.getUserPrincipal();
                    return login == null ? User.ANONYMOUS : new User(login.getName());
                })
                .build();
        ServletRegistrationBean<ProxyServlet> proxy =
                new ServletRegistrationBean<>(new ProxyServlet(options), "/opencode/*");
        proxy.setLoadOnStartup(0);
        return proxy;
    }

    @Bean
    FilterRegistrationBean<StaticAssetFilter> opencodeUi() {
        FilterRegistrationBean<StaticAssetFilter> ui = new FilterRegistrationBean<>(new StaticAssetFilter(BASE));
        ui.addUrlPatterns("/opencode/*");
        // After Spring Security, whose filter has -100: this one answers by itself.
        ui.setOrder(0);
        return ui;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> opencodePaths() {
        return tomcat -> tomcat.addConnectorCustomizers(connector -> {
            connector.setEncodedSolidusHandling("passthrough");
            connector.setEncodedReverseSolidusHandling("passthrough");
            connector.setProperty("relaxedPathChars", "\"<>[\\]^`{|}");
            connector.setProperty("relaxedQueryChars", "\"<>[\\]^`{|}");
            connector.setProperty("maxHttpRequestHeaderSize", "32768");
            connector.setProperty("maxHeaderCount", "200");
        });
    }
}
// snippet:end spring
