package io.github.layercake.layer;

import io.github.layercake.oci.Layer;
import io.github.layercake.plan.LayerPlan;

/**
 * A layer of ours, and the plan that it was made from.
 *
 * @param plan name, summary and entries
 * @param layer the bytes
 * @param outcome whether it had to be made, and why
 */
public record BuiltLayer(LayerPlan plan, Layer layer, Outcome outcome) {}
