using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Tune.Engine.Metrics;

namespace Tune.Engine.Stopping;

/// <summary>When to end a trial, or the whole experiment, beside what the scheduler decides. Plain data; make them
/// with <see cref="Stop"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "rule")]
[JsonDerivedType(typeof(MetricBound), "metric")]
[JsonDerivedType(typeof(IterationLimit), "iterations")]
[JsonDerivedType(typeof(TrialTimeLimit), "trial-time")]
[JsonDerivedType(typeof(TrialPlateau), "trial-plateau")]
[JsonDerivedType(typeof(ExperimentPlateau), "experiment-plateau")]
[JsonDerivedType(typeof(AnyOf), "any")]
[JsonDerivedType(typeof(AllOf), "all")]
public abstract record StopRule
{
    private StopRule()
    {
    }

    /// <summary>What is wrong with the numbers, one sentence each.</summary>
    public abstract IEnumerable<string> Problems();

    /// <summary>The rule at work.</summary>
    /// <param name="objective">The experiment's.</param>
    /// <param name="tellsPartial">Whether a metric that is not in a report is passed over; it is NaN in experiments
    /// from before reports were told apart in this way.</param>
    /// <param name="longestFirst">Whether of two results the one of more training is the better.</param>
    internal abstract Stopper Create(Objective objective, bool tellsPartial, bool longestFirst);

    /// <summary>A metric reached a bound. A value that is NaN, infinite or missing reaches nothing.</summary>
    /// <param name="Metric">Any reported metric.</param>
    /// <param name="AtLeast">Fires at this value or above; null for no lower bound.</param>
    /// <param name="AtMost">Fires at this value or below; null for no upper bound.</param>
    /// <param name="EndsExperiment">Whether everything ends, not only this trial.</param>
    public sealed record MetricBound(string Metric, double? AtLeast, double? AtMost, bool EndsExperiment) : StopRule
    {
        /// <inheritdoc />
        public override IEnumerable<string> Problems()
        {
            if (string.IsNullOrEmpty(Metric))
            {
                yield return "Stop: the metric's name is empty.";
            }

            if (AtLeast is null == AtMost is null)
            {
                yield return $"Stop on '{Metric}': give exactly one of atLeast and atMost.";
            }

            if (AtLeast is { } low && !double.IsFinite(low) || AtMost is { } high && !double.IsFinite(high))
            {
                yield return $"Stop on '{Metric}': the bound must be a finite number.";
            }
        }

        internal override Stopper Create(Objective objective, bool tellsPartial, bool longestFirst) =>
            new BoundStopper(this);
    }

    /// <summary>A trial has reached this many iterations: it counts as completed.</summary>
    public sealed record IterationLimit(int Max) : StopRule
    {
        /// <inheritdoc />
        public override IEnumerable<string> Problems() =>
            Max < 1 ? [$"Stop after {Max} iterations: it must be 1 or more."] : [];

        internal override Stopper Create(Objective objective, bool tellsPartial, bool longestFirst) =>
            new IterationStopper(Max);
    }

    /// <summary>
    /// A trial has run this long in all its attempts together. Hard: it is told to stop even between two reports, and
    /// killed when it does not leave within <c>Limits.StopGrace</c>.
    /// </summary>
    public sealed record TrialTimeLimit(TimeSpan Max) : StopRule
    {
        /// <inheritdoc />
        public override IEnumerable<string> Problems() =>
            Max <= TimeSpan.Zero ? [$"Stop after {Max} of trial time: it must be above zero."] : [];

        internal override Stopper Create(Objective objective, bool tellsPartial, bool longestFirst) =>
            new TrialTimeStopper(Max);
    }

    /// <summary>A trial no longer moves: the standard deviation of its last values is small.</summary>
    /// <param name="Metric">Which metric; null for the objective.</param>
    /// <param name="Tolerance">Fires at this standard deviation or below, 0 or more, in the metric's unit.</param>
    /// <param name="Window">How many of the last values to look at, 2 or more.</param>
    /// <param name="Grace">Not before this many iterations.</param>
    public sealed record TrialPlateau(string? Metric, double Tolerance, int Window, int Grace) : StopRule
    {
        /// <inheritdoc />
        public override IEnumerable<string> Problems()
        {
            if (!(Tolerance >= 0))
            {
                yield return $"Stop on a trial's plateau: tolerance is {Tolerance}; it must be 0 or more.";
            }

            if (Window < 2)
            {
                yield return $"Stop on a trial's plateau: window is {Window}; it must be 2 or more.";
            }

            if (Grace < 0)
            {
                yield return $"Stop on a trial's plateau: grace is {Grace}; it must be 0 or more.";
            }
        }

        internal override Stopper Create(Objective objective, bool tellsPartial, bool longestFirst) =>
            new TrialPlateauStopper(Metric ?? objective.Metric, this, tellsPartial);
    }

    /// <summary>The experiment no longer gains: the best trials' best values lie close together for long.</summary>
    /// <param name="Tolerance">
    /// Standard deviation of the best trials' objective at or below which they count as equal.
    /// </param>
    /// <param name="Top">How many best trials to compare, 2 or more.</param>
    /// <param name="Patience">For how many judged reports in a row, 1 or more.</param>
    public sealed record ExperimentPlateau(double Tolerance, int Top, int Patience) : StopRule
    {
        /// <inheritdoc />
        public override IEnumerable<string> Problems()
        {
            if (!(Tolerance >= 0))
            {
                yield return $"Stop on the experiment's plateau: tolerance is {Tolerance}; it must be 0 or more.";
            }

            if (Top < 2)
            {
                yield return $"Stop on the experiment's plateau: top is {Top}; it must be 2 or more.";
            }

            if (Patience < 1)
            {
                yield return $"Stop on the experiment's plateau: patience is {Patience}; it must be 1 or more.";
            }
        }

        internal override Stopper Create(Objective objective, bool tellsPartial, bool longestFirst) =>
            new ExperimentPlateauStopper(this, longestFirst);
    }

    /// <summary>Fires as soon as one of the rules does.</summary>
    public sealed record AnyOf(ImmutableArray<StopRule> Rules) : StopRule
    {
        /// <inheritdoc />
        public override IEnumerable<string> Problems() => ProblemsOf(Rules, "Stop.Any");

        /// <inheritdoc />
        public bool Equals(AnyOf? other) => other is not null && Same(Rules, other.Rules);

        /// <inheritdoc />
        public override int GetHashCode() => Rules.IsDefault ? 0 : Rules.Length;

        internal override Stopper Create(Objective objective, bool tellsPartial, bool longestFirst) =>
            new AnyStopper([.. Rules.Select(rule => rule.Create(objective, tellsPartial, longestFirst))]);
    }

    /// <summary>Fires when all of the rules do, at one and the same report.</summary>
    public sealed record AllOf(ImmutableArray<StopRule> Rules) : StopRule
    {
        /// <inheritdoc />
        public override IEnumerable<string> Problems() => ProblemsOf(Rules, "Stop.All");

        /// <inheritdoc />
        public bool Equals(AllOf? other) => other is not null && Same(Rules, other.Rules);

        /// <inheritdoc />
        public override int GetHashCode() => Rules.IsDefault ? 0 : Rules.Length;

        internal override Stopper Create(Objective objective, bool tellsPartial, bool longestFirst) =>
            new AllStopper([.. Rules.Select(rule => rule.Create(objective, tellsPartial, longestFirst))]);
    }

    private static IEnumerable<string> ProblemsOf(ImmutableArray<StopRule> rules, string name) =>
        rules.IsDefaultOrEmpty ? [$"{name} needs at least one rule."]
        : rules.SelectMany(rule => rule?.Problems() ?? [$"{name} has a rule that is null."]);

    // An array equals another by identity; rules are equal by what they say, also when they come from a journal.
    private static bool Same(ImmutableArray<StopRule> left, ImmutableArray<StopRule> right) =>
        left.AsSpan().SequenceEqual(right.AsSpan());
}
