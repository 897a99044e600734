package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Components;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** With a clock that is moved by hand. */
class SlowBodiesTest {

    private final List<Runnable> timers = new ArrayList<>();
    private final List<Runnable> demands = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final List<Request> watched = new ArrayList<>();

    @Test
    void aTimerThatIsLateDoesNotEndABodyThatHasGoneOn() throws Exception {
        Request body = watch();
        body.demand(() -> told.add("first"));
        demands.get(0).run();
        body.demand(() -> told.add("second"));

        // Had begun to run when the first bytes came, so that it could not be cancelled any more.
        timers.get(0).run();

        assertThat(told).containsExactly("first");
        assertThat(body.read()).isNull();

        timers.get(1).run();

        assertThat(told).containsExactly("first", "second");
        assertThat(Content.Chunk.isFailure(body.read())).isTrue();
    }

    private Request watch() throws Exception {
        Handler behind = new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                return watched.add(request);
            }
        };
        Executor atOnce = Runnable::run;
        Components components = as(
                Components.class,
                Map.of("getScheduler", arguments -> new ByHand(), "getExecutor", arguments -> atOnce));
        Request request = as(
                Request.class,
                Map.of(
                        "getLength",
                        arguments -> 5L,
                        "getHeaders",
                        arguments -> HttpFields.EMPTY,
                        "getComponents",
                        arguments -> components,
                        "demand",
                        arguments -> demands.add((Runnable) arguments[0])));
        Patience patience = new Patience(Duration.ofSeconds(65), Duration.ofSeconds(9), Duration.ofSeconds(9), 500);
        new SlowBodies(behind, patience).handle(request, as(Response.class, Map.of()), Callback.NOOP);
        return watched.get(0);
    }

    @FunctionalInterface
    private interface Answer {
        @Nullable
        Object to(Object[] arguments);
    }

    /** What is not in the map answers null. */
    private static <T> T as(Class<T> type, Map<String, Answer> answers) {
        InvocationHandler handler = (proxy, method, arguments) ->
                answers.getOrDefault(method.getName(), nothing -> null).to(arguments);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private final class ByHand extends AbstractLifeCycle implements Scheduler {
        @Override
        public Task schedule(Runnable task, long delay, TimeUnit unit) {
            timers.add(task);
            return () -> false;
        }
    }
}
