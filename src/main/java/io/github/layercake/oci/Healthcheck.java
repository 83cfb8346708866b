package io.github.layercake.oci;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How an engine finds out whether a container works. Docker's extension of the config; Kubernetes ignores it.
 *
 * @param test {@code NONE}, or {@code CMD} and a command, or {@code CMD-SHELL} and one line for the shell
 * @param interval between two checks
 * @param timeout of one check
 * @param startPeriod in which failures do not count
 * @param retries failures in a row that make the container unhealthy
 * @see <a href="https://github.com/moby/docker-image-spec/blob/v1.3.1/specs-go/v1/image.go">Docker image specification,
 *     HealthcheckConfig</a>
 */
public record Healthcheck(
        List<String> test,
        Optional<Duration> interval,
        Optional<Duration> timeout,
        Optional<Duration> startPeriod,
        Optional<Integer> retries) {

    public Healthcheck {
        test = List.copyOf(test);
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.add("Test", Json.array(test));
        interval.ifPresent(value -> json.addProperty("Interval", value.toNanos()));
        timeout.ifPresent(value -> json.addProperty("Timeout", value.toNanos()));
        startPeriod.ifPresent(value -> json.addProperty("StartPeriod", value.toNanos()));
        retries.ifPresent(value -> json.addProperty("Retries", value));
        return json;
    }
}
