package io.github.layercake.io;

/**
 * The CRC-32 of two byte sequences joined, from the checksums of each.
 *
 * <p>A checksum is a polynomial over GF(2) modulo {@link #POLYNOMIAL}; bit 31 is the coefficient of x<sup>0</sup> (RFC
 * 1952, section 8, takes bits in reflected order). To put n bytes behind the first sequence is to multiply its checksum
 * by x<sup>8n</sup>.
 */
final class Crc32Combine {
    private static final int POLYNOMIAL = 0xEDB88320;
    private static final int ONE = 1 << 31;
    private static final int X_TO_THE_8 = ONE >>> 8;

    private Crc32Combine() {}

    static int combine(int first, int second, long secondSize) {
        if (first == 0) {
            return second;
        }
        int power = ONE;
        int square = X_TO_THE_8;
        for (long n = secondSize; n != 0; n >>>= 1) {
            if ((n & 1) != 0) {
                power = multiply(power, square);
            }
            square = multiply(square, square);
        }
        return multiply(first, power) ^ second;
    }

    private static int multiply(int a, int b) {
        int product = 0;
        for (int factor = b; a != 0; a <<= 1) {
            product ^= factor & a >> 31;
            factor = factor >>> 1 ^ POLYNOMIAL & -(factor & 1);
        }
        return product;
    }
}
