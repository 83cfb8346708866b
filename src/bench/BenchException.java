/** A run that failed, or that succeeded with a wrong result; the message says which and how. */
final class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BenchException(String message) {
        super(message);
    }
}
