using System.Collections.Immutable;
using Tune.Engine.Experiments;
using Tune.Engine.Randomness;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Search.WarmStart;

/// <summary>What of an earlier experiment can be taken over into another space.</summary>
/// <param name="Taken">The trials, the best first.</param>
/// <param name="Left">Why the others were left out, and how many for each reason.</param>
public sealed record PriorTrials(ImmutableArray<PriorTrial> Taken, ImmutableSortedDictionary<string, int> Left)
{
    /// <summary>
    /// Maps trials onto a space. Parameters that the new space does not have are dropped, those that the old one did
    /// not have are drawn; a value that the new space does not allow leaves the trial out.
    /// </summary>
    /// <param name="old">The earlier experiment.</param>
    /// <param name="trials">Its trials, in the order of their numbers.</param>
    /// <param name="space">The new space.</param>
    /// <param name="max">How many to take at most, 1 or more: half of them the best, half the most recent.</param>
    public static PriorTrials Of(ExperimentSpec old, IEnumerable<TrialSummary> trials, SearchSpace space, int max)
    {
        var left = new Dictionary<string, int>(StringComparer.Ordinal);
        void Leave(string why) => left[why] = left.GetValueOrDefault(why) + 1;
        TrialSummary[] measured =
        [
            .. trials.Where(trial =>
            {
                var why = trial.Status == TrialStatus.Errored ? "failed"
                    : trial.BestScore.IsWorst ? "without a result" : null;
                if (why is not null)
                {
                    Leave(why);
                }

                return why is null;
            }).OrderBy(trial => trial, Comparer<TrialSummary>.Create(Compare)),
        ];
        var fitting = new List<(TrialSummary Trial, PriorTrial Prior)>();
        var seen = new HashSet<Configuration>();
        for (var i = 0; i < measured.Length; i++)
        {
            var (config, why) = Map(measured[i], space);
            if (config is null)
            {
                Leave(why);
            }
            else if (!seen.Add(config))
            {
                Leave("the same configuration again");
            }
            else
            {
                var quality = measured.Length == 1 ? 0 : i / (measured.Length - 1.0);
                fitting.Add((measured[i], new PriorTrial(config, quality, measured[i].Iteration, old.Name)));
            }
        }

        var best = fitting.Take((max + 1) / 2).ToArray();
        var recent = fitting.Skip(best.Length).OrderByDescending(each => each.Trial.Trial.Number)
            .Take(max - best.Length);
        ImmutableArray<PriorTrial> taken =
            [.. best.Concat(recent).Select(each => each.Prior).OrderBy(prior => prior.Quality)];
        for (var i = taken.Length; i < fitting.Count; i++)
        {
            Leave($"beyond the {max} that are taken");
        }

        return new PriorTrials(taken, left.ToImmutableSortedDictionary(StringComparer.Ordinal));
    }

    // What was trained to its end first, then the longest: a scheduler let it live.
    private static int Compare(TrialSummary one, TrialSummary other)
    {
        static (int, int, double, int) Key(TrialSummary trial) => trial.Status == TrialStatus.Completed
            ? (0, 0, -trial.BestScore.Value, trial.Trial.Number)
            : (1, -trial.Iteration, -trial.BestScore.Value, trial.Trial.Number);
        return Key(one).CompareTo(Key(other));
    }

    private static (Configuration? Config, string Why) Map(TrialSummary trial, SearchSpace space)
    {
        var partial = Configuration.Empty;
        foreach (var parameter in space.Coordinates)
        {
            if (!trial.BestConfig.TryGet(parameter.Name, out var value))
            {
                continue;
            }

            if (!parameter.Domain.Contains(value))
            {
                return (null, $"{parameter.Name} is not {parameter.Domain.Allowed}");
            }

            partial = partial.With(parameter.Name, value);
        }

        if (partial.Count == 0)
        {
            return (null, "no parameter in common");
        }

        try
        {
            return (space.Complete(partial, KeyedRandom.For(trial.Config.Fingerprint, "warm-start/map")), "");
        }
        catch (Exception e) when (e is ArgumentException or InvalidSpaceException)
        {
            return (null, "its values do not go together in the new space");
        }
    }
}
