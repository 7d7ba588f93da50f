using System.Globalization;
using Tune.Engine.Spaces;

namespace Tune.Engine.Analysis.Narrowing;

/// <summary>Decides what remains of an axis.</summary>
internal sealed class CutFinder(NarrowingOptions options)
{
    // Below it a parameter decides so little that cutting it gains nothing.
    private const double ImportanceMin = 0.02;
    private const double WidthMin = 0.05;
    private const double WorthCutting = 0.9;

    // The region at an end in which results are asked whether they get better towards it.
    private const double EndMin = 0.1;
    private const double TrendMin = 1.645;

    public AxisCut Find(AxisEvidence seen, Parameter parameter, double importance)
    {
        if (seen.Best.Length < 2)
        {
            return AxisCut.Whole("It was active in too few of the best trials.");
        }

        if (importance < ImportanceMin)
        {
            return AxisCut.Whole("It does not decide who is among the best.");
        }

        return parameter.Domain is ListDomain { IsOrdered: false } or BooleanDomain
            ? Choose(seen, (ListDomain)parameter.Domain)
            : Trim(seen, parameter.Domain);
    }

    private AxisCut Choose(AxisEvidence seen, ListDomain list)
    {
        var count = list.Values.Length;
        var leader = Dimension.Cell(seen.Leader, count);
        bool[] kept =
        [
            .. Enumerable.Range(0, count).Select(option => option == leader
                || seen.DoubtAbout(unit => Dimension.Cell(unit, count) == option) >= options.Doubt),
        ];
        var left = string.Join(", ", Enumerable.Range(0, count).Where(i => !kept[i]).Select(i => list.Values[i]));
        return new AxisCut(0, 1, kept, false, false, left.Length == 0
            ? "No option is clearly worse than the others."
            : $"Fewer of the best have {left} than by chance.");
    }

    private AxisCut Trim(AxisEvidence seen, Domain domain)
    {
        var (low, high) = Shortest(seen);
        var margin = Math.Max((high - low) / Math.Max(1, seen.Best.Length - 1), 0.01);
        (low, high) = (Math.Max(0, low - margin), Math.Min(1, high + margin));
        var (first, last) = (low, high);
        var (widenLow, widenHigh) = (IsBetterBeyond(seen, domain, low, high, false),
            IsBetterBeyond(seen, domain, low, high, true));
        if (high - low < WidthMin)
        {
            var middle = Math.Clamp((low + high) / 2, WidthMin / 2, 1 - (WidthMin / 2));
            (low, high) = (middle - (WidthMin / 2), middle + (WidthMin / 2));
        }

        // An end is cut off only where it is clear that what is cut off is worse.
        low = widenLow || !IsWorse(seen, unit => unit < low, unit => unit < low / 2) ? 0 : low;
        high = widenHigh || !IsWorse(seen, unit => unit > high, unit => unit > (1 + high) / 2) ? 1 : high;
        if (high - low > WorthCutting)
        {
            (low, high) = (0, 1);
        }

        return new AxisCut(low, high, [], widenLow, widenHigh, (widenLow || widenHigh, low > 0 || high < 1) switch
        {
            (true, false) => "The best stand at its end, and results get better towards it.",
            (true, true) => "The best stand at one end, where results get better; fewer than by chance at the other.",
            (false, true) => "Fewer of the best than by chance lie outside.",
            _ when last - first <= WorthCutting && !IsWhole(domain, first, last) =>
                $"{Where(domain, first, last)}, but {Unsure(seen, unit => unit < first || unit > last)}.",
            _ => "The best lie all over it.",
        });
    }

    private static string Where(Domain domain, double first, double last)
    {
        var (from, to) = (Shown(domain, first), Shown(domain, last));
        return from != to ? $"Most of the best lie from {from} to {to}"
            : domain is RealDomain { Step: null } or NormalDomain ? $"Most of the best lie near {from}"
            : $"Most of the best have {from}";
    }

    // Too few to tell are they only where even none of the best among them would be no surprise.
    private string Unsure(AxisEvidence seen, Func<double, bool> outside) => seen.Tried(outside) switch
    {
        0 => "nothing else was tried",
        var few when Binomial.AtMost(0, few, seen.TopShare) >= options.Doubt => string.Create(
            CultureInfo.InvariantCulture,
            $"only {few} {(few == 1 ? "trial lies" : "trials lie")} elsewhere, too few to tell that from chance"),
        var many => string.Create(
            CultureInfo.InvariantCulture,
            $"those of the {many} trials elsewhere that are among the best are not clearly fewer than by chance"),
    };

    // Ends that read as the domain's own, as those of a few whole numbers do.
    private static bool IsWhole(Domain domain, double first, double last) =>
        Shown(domain, first) == Shown(domain, 0) && Shown(domain, last) == Shown(domain, 1);

    private static string Shown(Domain domain, double unit) => domain.FromUnit(unit) is { IsNumber: true } value
        ? value.AsReal().ToString("G4", CultureInfo.InvariantCulture)
        : domain.FromUnit(unit).ToString();

    // Less certainty is asked for the outer half alone: enough that it was tried, too. A searcher that learns makes few
    // trials there, so that their ranks count.
    private bool IsWorse(AxisEvidence seen, Func<double, bool> outside, Func<double, bool> outermost) =>
        seen.DoubtAbout(outside) < options.Doubt
        && (seen.DoubtAbout(outermost) < Math.Sqrt(options.Doubt) || seen.DoubtByRank(outermost) < options.Doubt);

    // The shortest interval with so many of the best in it, the best one among them.
    private (double Low, double High) Shortest(AxisEvidence seen)
    {
        var best = seen.Best;
        var many = Math.Clamp((int)Math.Ceiling(options.Kept * best.Length), 2, best.Length);
        var (low, high) = (best[0], best[^1]);
        for (var from = 0; from + many <= best.Length; from++)
        {
            var (start, end) = (Math.Min(best[from], seen.Leader), Math.Max(best[from + many - 1], seen.Leader));
            (low, high) = end - start < high - low ? (start, end) : (low, high);
        }

        return (low, high);
    }

    private bool IsBetterBeyond(AxisEvidence seen, Domain domain, double low, double high, bool atHigh)
    {
        if (!options.MayWiden || domain is not (RealDomain or IntegerDomain) || (atHigh ? high < 1 : low > 0))
        {
            return false;
        }

        var reach = Math.Max(EndMin, Math.Min(0.5, atHigh ? 1 - low : high));
        return seen.DoubtAboutEnd(atHigh, reach / 2) < options.Doubt && seen.TrendTowards(atHigh, reach) > TrendMin;
    }
}
