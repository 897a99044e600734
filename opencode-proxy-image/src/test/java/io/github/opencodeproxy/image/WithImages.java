package io.github.opencodeproxy.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts the engine and builds the images before the first class that wants them; the engine stops after the last. */
final class WithImages implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(Engine.class, key -> start(), Engine.class);
    }

    private static Engine start() {
        try {
            Needs.java25();
            Needs.program("mmdebstrap");
            Engine engine = Engine.start();
            try {
                Images.build();
                return engine;
            } catch (IOException | RuntimeException e) {
                engine.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
