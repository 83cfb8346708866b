package io.github.layercake.inspect;

import java.util.ArrayList;
import java.util.List;

/** What was found so far. A hostile image does not fill our memory: after {@link #MAX} findings no more are kept. */
final class Findings {
    static final int MAX = 1000;

    private final List<Finding> list = new ArrayList<>();

    void error(String place, String fact) {
        add(new Finding(Finding.Severity.ERROR, place, fact));
    }

    void note(String place, String fact) {
        add(new Finding(Finding.Severity.NOTE, place, fact));
    }

    /** An error unless {@code good}. */
    void expect(boolean good, String place, String fact) {
        if (!good) {
            error(place, fact);
        }
    }

    private void add(Finding finding) {
        if (list.size() < MAX) {
            list.add(finding);
        }
    }

    List<Finding> all() {
        return List.copyOf(list);
    }
}
