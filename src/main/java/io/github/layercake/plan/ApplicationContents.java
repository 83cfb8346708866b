package io.github.layercake.plan;

import java.util.List;

/**
 * What an application consists of, before anybody decides where it goes.
 *
 * @param dependencies in the order of the class path
 * @param resources the files of the project's output directory that are not classes
 * @param classes the class files of the project's output directory
 * @param extraFiles directories of the user's
 */
public record ApplicationContents(
        List<Dependency> dependencies,
        List<TreeEntry> resources,
        List<TreeEntry> classes,
        List<ExtraFiles> extraFiles) {

    public ApplicationContents {
        dependencies = List.copyOf(dependencies);
        resources = List.copyOf(resources);
        classes = List.copyOf(classes);
        extraFiles = List.copyOf(extraFiles);
    }
}
