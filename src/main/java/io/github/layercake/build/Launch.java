package io.github.layercake.build;

import io.github.layercake.plan.ImagePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a container of the image starts. */
public sealed interface Launch {

    /**
     * The entrypoint.
     *
     * @param java the command
     * @param classPath absolute paths in the image
     * @return empty to keep the base's
     */
    Optional<List<String>> entrypoint(String java, List<String> classPath);

    /** Whatever the base starts. */
    record Inherited() implements Launch {
        @Override
        public Optional<List<String>> entrypoint(String java, List<String> classPath) {
            return Optional.empty();
        }
    }

    /**
     * A command of the user's.
     *
     * @param command program and arguments
     */
    record Command(List<String> command) implements Launch {
        public Command {
            command = List.copyOf(command);
        }

        @Override
        public Optional<List<String>> entrypoint(String java, List<String> classPath) {
            return Optional.of(command);
        }
    }

    /**
     * The application.
     *
     * @param mainClass its class; absent to search for it among the project's own
     * @param jvmFlags options of the {@code java} command
     * @param argumentFiles whether the {@code java} command reads argument files; Java 8 does not
     */
    record Java(Optional<String> mainClass, List<String> jvmFlags, boolean argumentFiles) implements Launch {
        public Java {
            jvmFlags = List.copyOf(jvmFlags);
        }

        @Override
        public Optional<List<String>> entrypoint(String java, List<String> classPath) {
            List<String> command = new ArrayList<>();
            command.add(java);
            command.addAll(jvmFlags);
            if (!classPath.isEmpty()) {
                command.add("-cp");
                command.add(argumentFiles ? "@" + ImagePlan.CLASS_PATH_FILE : String.join(":", classPath));
            }
            command.add(mainClass.orElseThrow());
            return Optional.of(command);
        }
    }
}
