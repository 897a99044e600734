package io.github.opencodeproxy.servlet.contract.faults;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** An authority and what it has signed, made by the JDK's keytool in a folder of its own. */
final class Certificates {

    private static final String PASSWORD = "changeit";
    private static final String AUTHORITY = "authority";

    private final Path folder;

    private int servers;

    Certificates(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        keytool(
                "-genkeypair",
                "-alias",
                AUTHORITY,
                "-dname",
                "CN=authority",
                "-ext",
                "bc=ca:true",
                "-validity",
                "36500");
        keytool("-exportcert", "-alias", AUTHORITY, "-file", file("authority.crt"));
        keytoolOf("trust.p12", "-importcert", "-noprompt", "-alias", AUTHORITY, "-file", file("authority.crt"));
    }

    /** Believes the authority and nobody else. */
    SslContextFactory.Client trust() {
        SslContextFactory.Client trust = new SslContextFactory.Client();
        trust.setTrustStorePath(file("trust.p12"));
        trust.setTrustStorePassword(PASSWORD);
        return trust;
    }

    /** The authority's own certificate. */
    X509Certificate authority() throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(folder.resolve("authority.crt"))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    /** A server whose certificate the authority has signed. */
    ServerSocketFactory signed(String alternativeName, String... validity)
            throws IOException, InterruptedException, GeneralSecurityException {
        String server = "server" + ++servers;
        keytool("-genkeypair", "-alias", server, "-dname", "CN=server");
        keytool("-certreq", "-alias", server, "-file", file("server.csr"));
        List<String> sign = new ArrayList<>(List.of("-gencert", "-alias", AUTHORITY, "-infile", file("server.csr")));
        sign.addAll(List.of("-outfile", file("server.crt"), "-ext", "san=" + alternativeName));
        sign.addAll(List.of(validity));
        keytool(sign.toArray(String[]::new));
        keytool("-importcert", "-alias", server, "-noprompt", "-file", file("server.crt"));
        return sockets("keys.p12", server);
    }

    /** A server that has signed its certificate itself. */
    ServerSocketFactory selfSigned() throws IOException, InterruptedException, GeneralSecurityException {
        keytoolOf("self.p12", "-genkeypair", "-alias", "self", "-dname", "CN=self", "-ext", "san=ip:127.0.0.1");
        return sockets("self.p12", "self");
    }

    private ServerSocketFactory sockets(String store, String alias) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(store))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        for (String other : Collections.list(keys.aliases())) {
            if (!other.equals(alias)) {
                keys.deleteEntry(other);
            }
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context.getServerSocketFactory();
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        keytoolOf("keys.p12", arguments);
    }

    private void keytoolOf(String store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", file(store), "-storetype", "PKCS12", "-storepass", PASSWORD));
        if (arguments[0].equals("-genkeypair")) {
            command.addAll(List.of("-keyalg", "EC"));
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(Files.readString(folder.resolve("keytool.log")));
        }
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }
}
