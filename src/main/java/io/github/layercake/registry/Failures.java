package io.github.layercake.registry;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.layercake.io.ImageException;
import io.github.layercake.oci.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;

/** Says what went wrong with a registry, and what to do about it. */
final class Failures {
    private Failures() {}

    /** What an exception means to the user. */
    static ImageException of(String what, Url url, IOException e) {
        String why = Text.printable(e.getMessage() == null ? e.toString() : e.getMessage());
        return new ImageException(what + ": " + url.authority() + ": " + sentence(e, why), remedy(e, url, why));
    }

    private static String sentence(IOException e, String why) {
        if (e instanceof UnknownHostException) {
            return "there is no host of this name.";
        }
        return why + (why.endsWith(".") ? "" : ".");
    }

    private static String remedy(IOException e, Url url, String why) {
        if (e instanceof UnknownHostException) {
            return "Correct the registry in the image's name, or the network. Behind a proxy, Maven's settings.xml"
                    + " needs a <proxy>.";
        }
        if (e instanceof ProxyException) {
            return "Correct the <proxy> in Maven's settings.xml, or try again when it works.";
        }
        if (e instanceof SSLException && (why.contains("SSL message") || why.contains("terminated"))) {
            return "It may not speak TLS. If it is in a network that you trust, name '" + url.authority()
                    + "' in <insecureRegistries> (-Dimage.insecureRegistries=…).";
        }
        if (e instanceof SSLException) {
            return "If its certificate is from a CA of your own, name the CA's certificate in <caFile>"
                    + " (-Dimage.caFile=…); else the registry needs a valid certificate.";
        }
        if (e instanceof ResponseHead.NotHttpException) {
            return "Correct the host and the port of the registry: another service listens there.";
        }
        if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
            return "Start the registry, or correct its host and port. Behind a proxy, Maven's settings.xml needs a"
                    + " <proxy>.";
        }
        if (e instanceof SocketTimeoutException) {
            return "Try again; if it happens again, see whether the network or the registry is overloaded.";
        }
        return e instanceof ProtocolException
                ? "Ask whoever runs the registry: what it answers cannot be followed."
                : "Try again; if it happens again, see whether the network and the registry are sound.";
    }

    /** What a status means to the user. Closes nothing. */
    static ImageException of(String what, Response response, String identity, Authorization authorization) {
        int status = response.status();
        String said = authorization.clean(said(response));
        String problem = what + ": " + response.url().authority() + " answers " + status
                + (said.isEmpty() ? "." : ", '" + said + "'.");
        if (status == 401 || status == 403) {
            return new ImageException(
                    problem + " " + identity,
                    "Log in with 'docker login' or 'podman login', or correct the credentials: the documentation of"
                            + " registries lists the places in their order. See whether the account may do this.");
        }
        if (status == 404) {
            return new ImageException(
                    problem, "Correct the name; a registry also says so of what an account may not see.");
        }
        if (status == 429) {
            return new ImageException(
                    problem,
                    "It lets nobody ask so often: wait, log in (accounts may ask more often), or use a mirror"
                            + " (<mirrors>).");
        }
        if (status == 413) {
            return new ImageException(
                    problem, "It, or a proxy before it, takes no blobs of this size: raise its limit.");
        }
        return new ImageException(
                problem,
                status >= 500
                        ? "The registry is in trouble: try again later, or ask whoever runs it."
                        : "The registry refuses this: ask whoever runs it.");
    }

    /** The messages in the body, as the specification has them; else its beginning. */
    private static String said(Response response) {
        byte[] body = response.beginning();
        String text = new String(body, StandardCharsets.UTF_8);
        try {
            List<String> messages = new ArrayList<>();
            for (JsonElement error : Json.array(Json.parse(body, "error"), "errors")) {
                if (error instanceof JsonObject object) {
                    String code = Json.text(object, "code").orElse("");
                    String message = Json.text(object, "message").orElse("");
                    messages.add(code + (code.isEmpty() || message.isEmpty() ? "" : ": ") + message);
                }
            }
            return messages.isEmpty() ? text : String.join("; ", messages);
        } catch (ImageException e) {
            return text.stripLeading().startsWith("<") ? "" : text;
        }
    }
}
