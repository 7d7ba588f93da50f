using System.Collections.Immutable;
using Tune.Engine.Analysis.PedAnova;
using Tune.Engine.Spaces;

namespace Tune.Engine.Analysis.Narrowing;

/// <summary>Narrows a space to where the best trials lie, and widens it where they stand at its end.</summary>
internal static class SpaceNarrowing
{
    public static SpaceSuggestion? Of(SearchSpace space, Evidence evidence, NarrowingOptions options)
    {
        var top = new TopTrials(evidence, options.TopShare);
        if (top.Count == 0)
        {
            return null;
        }

        var finder = new CutFinder(options);
        var search = new RepeatedSearch(evidence);
        var (cuts, suggestions) = (new List<AxisCut>(), new List<ParameterSuggestion>());
        for (var axis = 0; axis < evidence.Parameters.Length; axis++)
        {
            var parameter = evidence.Parameters[axis];
            var importance = top.MainOf(axis);
            var cut = finder.Find(new AxisEvidence(evidence, axis, top), parameter, importance);
            var domain = DomainChange.Apply(parameter.Domain, cut);
            cut = domain == parameter.Domain ? AxisCut.Whole(Unchanged(cut)) : Exact(cut, parameter.Domain, domain);
            cuts.Add(cut);
            suggestions.Add(Suggestion(evidence, axis, cut, domain, top, search) with { Importance = importance });
        }

        var made = Rebuilt(space, suggestions);
        bool[] inside = [.. evidence.Rows.Select(row => row.Zip(cuts).All(each => each.Second.Contains(each.First)))];
        return new SpaceSuggestion
        {
            Space = made,
            Parameters = [.. suggestions.Select(each => Placed(each, made))],
            Trials = evidence.Count,
            LeftOut = evidence.LeftOut,
            Top = top.Count,
            TopInside = Share(inside, top, evidence.Count),
            Volume = cuts.Aggregate(1.0, (volume, cut) => volume * cut.Measure),
            ExpectedLoss = search.LossWithout(row => inside[row]),
        };
    }

    private static string Unchanged(AxisCut cut) => cut.WidenLow || cut.WidenHigh
        ? "The best stand at its end, which looks like a natural one."
        : cut.Why;

    // What remains after rounding and steps, so that the figures are about the very domain that is suggested.
    private static AxisCut Exact(AxisCut cut, Domain before, Domain after)
    {
        if (before is not (RealDomain or IntegerDomain))
        {
            return cut;
        }

        var (low, high) = after is IntegerDomain whole
            ? ((double)whole.Low, (double)whole.High)
            : (((RealDomain)after).Low, ((RealDomain)after).High);
        var (from, to) = before is IntegerDomain range
            ? ((double)range.Low, (double)range.High)
            : (((RealDomain)before).Low, ((RealDomain)before).High);
        return cut with
        {
            Low = low <= from ? 0 : before.ToUnit(before.Decode(low)),
            High = high >= to ? 1 : before.ToUnit(before.Decode(high)),
            WidenLow = low < from,
            WidenHigh = high > to,
        };
    }

    private static ParameterSuggestion Suggestion(
        Evidence evidence, int axis, AxisCut cut, Domain domain, TopTrials top, RepeatedSearch search)
    {
        var parameter = evidence.Parameters[axis];
        bool[] inside = [.. evidence.Rows.Select(row => cut.Contains(row[axis]))];
        var isSmaller = cut.Low > 0 || cut.High < 1 || cut.Options.Any(kept => !kept);
        var change = domain == parameter.Domain ? SuggestedChange.Keep
            : (cut.WidenLow || cut.WidenHigh, isSmaller) switch
            {
                (true, true) => SuggestedChange.Shift,
                (true, false) => SuggestedChange.Widen,
                _ => SuggestedChange.Narrow,
            };
        return new ParameterSuggestion(parameter, parameter with { Domain = domain }, change, cut.Why)
        {
            TopInside = Share(inside, top, evidence.Count),
            TriedInside = inside.Count(isIn => isIn) / (double)evidence.Count,
            ExpectedLoss = search.LossWithout(row => inside[row]),
            Attribute = SpaceCode.Attribute(domain),
        };
    }

    private static double Share(bool[] inside, TopTrials top, int count) =>
        Enumerable.Range(0, count).Count(row => inside[row] && top[row]) / (double)top.Count;

    private static ParameterSuggestion Placed(ParameterSuggestion suggestion, SearchSpace made)
    {
        var placed = made.Parameters.FirstOrDefault(parameter => parameter.Name == suggestion.Name);
        return placed is null
            ? suggestion with
            {
                After = null,
                Change = SuggestedChange.Drop,
                Why = "It belongs to options that are left out.",
                Attribute = "",
            }
            : suggestion with { After = placed };
    }

    // Conditions lose the options that are gone, and what has none left goes too, with all below it.
    private static SearchSpace Rebuilt(SearchSpace space, List<ParameterSuggestion> suggestions)
    {
        var domains = suggestions.ToDictionary(
            each => each.Name, each => each.After!.Domain, StringComparer.Ordinal);
        var made = new SearchSpace();
        foreach (var parameter in space.Parameters)
        {
            if (Remaining(parameter.When, made) is { } when)
            {
                made = made.Add(parameter with
                {
                    Domain = domains.GetValueOrDefault(parameter.Name, parameter.Domain), When = when,
                });
            }
        }

        foreach (var constraint in space.Constraints)
        {
            if (Remaining(constraint.When, made) is { } when)
            {
                made = made.Add(constraint with { When = when });
            }
        }

        return space.HasCode ? made.WithCodeOf(space) : made;
    }

    private static ImmutableArray<Condition>? Remaining(ImmutableArray<Condition> when, SearchSpace made)
    {
        var kept = ImmutableArray.CreateBuilder<Condition>(when.Length);
        foreach (var condition in when)
        {
            var parent = made.Parameters.FirstOrDefault(parameter => parameter.Name == condition.Parent);
            ParameterValue[] values =
                [.. condition.Values.Where(value => parent is not null && parent.Domain.Contains(value))];
            if (values.Length == 0)
            {
                return null;
            }

            kept.Add(condition with { Values = [.. values] });
        }

        return kept.ToImmutable();
    }
}
