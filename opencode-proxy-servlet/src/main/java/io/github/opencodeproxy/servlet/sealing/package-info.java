/**
 * Credentials that the browser keeps and only we can open. {@code CredentialSeal} makes and opens them, {@code LiveKeys}
 * has the keys, in memory or from a file. Nothing here keeps what it has opened.
 */
@NullMarked
package io.github.opencodeproxy.servlet.sealing;

import org.jspecify.annotations.NullMarked;
