package io.github.opencodeproxy.servlet.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.core.message.Headers;
import io.github.opencodeproxy.servlet.answer.Answer;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.ProxyListener;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** A container that, as Tomcat does, holds a lock while it calls us and takes it when a strange thread registers. */
class ClientLegTest {

    private final ReentrantLock container = new ReentrantLock();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final ClientLeg leg = new ClientLeg(
            new ClientRequest("id", "POST", "/", null, Headers.builder().build(), "", 101),
            mock(AsyncContext.class, (proxy, method, arguments) -> response()),
            new Answer("test"),
            Report.start(
                    new ProxyListener() {},
                    new ClientRequest("id", "POST", "/", null, Headers.builder().build(), "", 101)));

    @Test
    void theContainersThreadDoesNotWaitForOneThatWaitsForTheContainer() throws Exception {
        CompletableFuture<Boolean> client;
        container.lock();
        try {
            client = CompletableFuture.supplyAsync(this::refuse);
            await().until(container::hasQueuedThreads);

            assertThat(inTime(CompletableFuture.supplyAsync(this::refuse))).isFalse();
        } finally {
            container.unlock();
        }
        assertThat(inTime(client)).isTrue();
        assertThat(calls).containsExactly("registered");
    }

    @Test
    void aContainerThatTakesTheResponseBackWaitsForWhoIsRegistering() throws Exception {
        Registration registration = new Registration(Duration.ofMinutes(1));
        List<String> story = new CopyOnWriteArrayList<>();
        Semaphore step = new Semaphore(0);
        CompletableFuture<Void> registering = CompletableFuture.runAsync(() -> {
            registration.begin();
            step.acquireUninterruptibly();
            story.add("registered");
            registration.end();
        });
        await().until(step::hasQueuedThreads);
        CompletableFuture<Void> departing = CompletableFuture.runAsync(() -> {
            registration.await();
            story.add("taken back");
        });
        step.release();

        inTime(registering);
        inTime(departing);
        assertThat(story).containsExactly("registered", "taken back");
    }

    private boolean refuse() {
        return leg.refuse(new RequestRefusedException(ProblemCode.BODY_TOO_LARGE), "test");
    }

    private static <T> T inTime(CompletableFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(20, TimeUnit.SECONDS);
    }

    private HttpServletResponse response() {
        return mock(HttpServletResponse.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getOutputStream" -> new Line();
            case "isCommitted" -> false;
            default -> null;
        });
    }

    private static <T> T mock(Class<T> type, InvocationHandler calls) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, calls));
    }

    /** The container's stream. */
    private final class Line extends ServletOutputStream {

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            container.lock();
            try {
                calls.add("registered");
            } finally {
                container.unlock();
            }
        }

        @Override
        public void write(int octet) {}
    }
}
