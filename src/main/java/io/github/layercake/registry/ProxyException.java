package io.github.layercake.registry;

import java.io.IOException;

/** The proxy, and not the registry behind it, is what does not work. */
final class ProxyException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean passing;

    /**
     * Says which proxy it is.
     *
     * @param passing whether the same may succeed a little later
     */
    ProxyException(Proxy proxy, String what, boolean passing, Throwable cause) {
        super("The proxy " + proxy + what, cause);
        this.passing = passing;
    }

    boolean mayPass() {
        return passing;
    }
}
