package io.github.layercake.registry;

/** Is told of bytes that travel; from several threads. */
public interface Progress {
    /** Tells nobody. */
    Progress NONE = (registry, name, size, upload) -> new Transfer() {
        @Override
        public void moved(long bytes) {}

        @Override
        public void ended(boolean success) {}
    };

    /**
     * A blob sets out.
     *
     * @param registry where from, or where to
     * @param name repository and digest
     * @param size in bytes
     * @param upload whether it leaves us
     */
    Transfer begin(String registry, String name, long size, boolean upload);

    /** One blob on its way. */
    interface Transfer {
        /** So many more bytes have arrived. */
        void moved(long bytes);

        void ended(boolean success);
    }
}
