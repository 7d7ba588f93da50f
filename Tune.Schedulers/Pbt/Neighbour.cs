using Tune.Engine.Spaces;

namespace Tune.Schedulers.Pbt;

/// <summary>A value near another one.</summary>
internal static class Neighbour
{
    /// <summary>
    /// A number times the factor. What that leaves where it is, because it is zero or its steps are too wide, moves one
    /// step in the factor's direction. Listed values that have an order move one place, at an end inwards; others stay.
    /// </summary>
    /// <param name="domain">What is allowed.</param>
    /// <param name="value">An allowed value.</param>
    /// <param name="factor">Above 1 for up, below 1 for down.</param>
    public static ParameterValue Of(Domain domain, ParameterValue value, double factor)
    {
        if (domain is ListDomain list)
        {
            return InList(list, value, factor > 1);
        }

        var moved = domain.Nearest(value.AsReal() * factor);
        return moved == domain.Nearest(value) ? domain.Nearest(Stepped(domain, value, factor)) : moved;
    }

    private static ParameterValue Stepped(Domain domain, ParameterValue value, double factor)
    {
        // Away from zero is up on either side of it.
        var number = value.AsReal();
        var direction = (factor > 1 ? 1 : -1) * (number < 0 ? -1 : 1);
        return StepOf(domain) is { } step
            ? number + (direction * step)
            : number == 0 ? domain.FromUnit(domain.ToUnit(value) + ((factor - 1) / 2)) : number;
    }

    private static double? StepOf(Domain domain) => domain switch
    {
        IntegerDomain integer => integer.Step,
        RealDomain real => real.Step,
        NormalDomain normal => normal.Step,
        _ => null,
    };

    private static ParameterValue InList(ListDomain list, ParameterValue value, bool isUp)
    {
        var isByValue = !list.IsOrdered && list.IsNumeric;
        if (list is BooleanDomain || !(list.IsOrdered || isByValue) || list.Values.Length == 1)
        {
            return value;
        }

        ParameterValue[] ordered = isByValue ? [.. list.Values.OrderBy(v => v.AsReal())] : [.. list.Values];
        var place = Array.IndexOf(ordered, list.Nearest(value));
        var next = place + (isUp ? 1 : -1);
        return ordered[next < 0 ? 1 : next == ordered.Length ? next - 2 : next];
    }
}
