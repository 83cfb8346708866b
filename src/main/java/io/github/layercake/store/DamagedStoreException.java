package io.github.layercake.store;

import java.io.IOException;

/**
 * Something in the store turned out not to be what it was, while it was read for an image. It is set aside now: the
 * same build, begun again, makes it anew.
 */
public final class DamagedStoreException extends IOException {
    private static final long serialVersionUID = 1L;

    public DamagedStoreException(String problem) {
        super(problem);
    }
}
