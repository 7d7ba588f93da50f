using Tune.Engine.Spaces;

namespace Tune.Engine.Analysis.Narrowing;

/// <summary>Turns what remains of an axis into a domain.</summary>
internal static class DomainChange
{
    // A range grows by this share of itself, on its own scale.
    private const double Growth = 0.25;
    private const double Ends90 = 1.645;

    /// <summary>The domain that remains; the same one where nothing can be changed.</summary>
    public static Domain Apply(Domain domain, AxisCut cut) => domain switch
    {
        _ when cut.IsWhole => domain,
        RealDomain { Step: null } real => Real(real, cut),
        RealDomain or IntegerDomain => Stepped(domain, cut),
        NormalDomain normal => Normal(normal, cut),
        ListDomain list => Listed(list, cut),
        _ => domain,
    };

    private static Domain Real(RealDomain real, AxisCut cut)
    {
        var low = cut.Low > 0 ? Rounded(real.FromUnit(cut.Low).AsReal(), real, up: false) : real.Low;
        var high = cut.High < 1 ? Rounded(real.FromUnit(cut.High).AsReal(), real, up: true) : real.High;
        low = cut.WidenLow ? Beyond(real.Low, real.High, real.Low, real.Log, up: false) : low;
        high = cut.WidenHigh ? Beyond(real.Low, real.High, real.High, real.Log, up: true) : high;
        return Sound(real, new RealDomain(low, high, real.Log));
    }

    private static Domain Stepped(Domain domain, AxisCut cut)
    {
        var (low, high) = (domain.FromUnit(cut.Low).AsReal(), domain.FromUnit(cut.High).AsReal());
        var (from, to, isLog, step) = domain is IntegerDomain whole
            ? ((double)whole.Low, (double)whole.High, whole.Log, (double)whole.Step)
            : (((RealDomain)domain).Low, ((RealDomain)domain).High, ((RealDomain)domain).Log,
                ((RealDomain)domain).Step!.Value);
        low = cut.WidenLow ? low - OnGrid(from - Beyond(from, to, from, isLog, up: false), step) : low;
        high = cut.WidenHigh ? high + OnGrid(Beyond(from, to, to, isLog, up: true) - to, step) : high;

        // A range of one value is none.
        (low, high) = low < high ? (low, high) : high + step <= to ? (low, high + step) : (low - step, high);
        return Sound(domain, domain is IntegerDomain
            ? new IntegerDomain((long)Math.Round(low), (long)Math.Round(high), isLog, (long)step)
            : new RealDomain(low, high, isLog, step));
    }

    // The part that remains becomes the middle nine tenths of the new distribution.
    private static Domain Normal(NormalDomain normal, AxisCut cut)
    {
        var (low, high) = (At(Math.Max(cut.Low, 0.01)), At(Math.Min(cut.High, 0.99)));
        var deviation = Significant((high - low) / 2 / Ends90, 2, up: true);
        return deviation < normal.Deviation
            ? Sound(normal, new NormalDomain(
                Significant((low + high) / 2, 3, up: true), deviation, normal.Log, normal.Step))
            : normal;

        double At(double unit) => normal.Mean + (normal.Deviation * NormalDistribution.Quantile(unit));
    }

    private static ListDomain Listed(ListDomain list, AxisCut cut)
    {
        var count = list.Values.Length;
        var values = list.Values.Where((_, i) => cut.Contains((i + 0.5) / count)).ToArray();
        return values.Length == 0 || values.Length == count ? list : list switch
        {
            OrdinalDomain => new OrdinalDomain([.. values]),
            GridDomain => new GridDomain([.. values]),
            _ => new ChoiceDomain([.. values]),
        };
    }

    // Beyond the end, but never across 0, nor a fraction across 1: such ends are seldom chosen by taste.
    private static double Beyond(double low, double high, double end, bool isLog, bool up)
    {
        var wished = isLog
            ? end * Math.Pow(high / low, up ? Growth : -Growth)
            : end + ((high - low) * (up ? Growth : -Growth));
        wished = Significant(wished, 2, up);
        var isFraction = low >= 0 && high <= 1;
        return !up && low >= 0 ? (isLog ? wished : Math.Max(wished, low / 2))
            : up && high <= 0 ? Math.Min(wished, high / 2)
            : up && isFraction && !isLog ? Math.Min(wished, (1 + high) / 2)
            : wished;
    }

    private static double OnGrid(double length, double step) => Math.Floor((length / step) + 1e-9) * step;

    private static double Rounded(double value, RealDomain within, bool up) =>
        Math.Clamp(Significant(value, 2, up), within.Low, within.High);

    private static double Significant(double value, int digits, bool up)
    {
        if (value == 0)
        {
            return 0;
        }

        var power = digits - 1 - (int)Math.Floor(Math.Log10(Math.Abs(value)));
        var scale = Math.Pow(10, Math.Abs(power));
        var scaled = power > 0 ? value * scale : value / scale;
        var whole = up ? Math.Ceiling(scaled - 1e-9) : Math.Floor(scaled + 1e-9);
        return power > 0 ? whole / scale : whole * scale;
    }

    private static Domain Sound(Domain before, Domain after) => after.Problem is null ? after : before;
}
