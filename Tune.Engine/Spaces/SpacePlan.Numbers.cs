namespace Tune.Engine.Spaces;

// Configurations as numbers and back.
internal sealed partial class SpacePlan
{
    public double[] ToUnit(Configuration configuration) =>
        Numbers(configuration, 0.5, static (domain, value) => domain.ToUnit(value));

    public double[] Encode(Configuration configuration) =>
        Numbers(configuration, double.NaN, static (domain, value) => domain.Encode(value));

    public Configuration FromUnit(ReadOnlySpan<double> unit) =>
        FromNumbers(unit, static (domain, number) => domain.FromUnit(number));

    public Configuration Decode(ReadOnlySpan<double> code) => FromNumbers(
        code, static (domain, number) => double.IsNaN(number) ? domain.FromUnit(0.5) : domain.Decode(number));

    private Configuration FromNumbers(ReadOnlySpan<double> numbers, Func<Domain, double, ParameterValue> value)
    {
        if (numbers.Length != Coordinates.Length)
        {
            throw new ArgumentException(
                $"There are {numbers.Length} numbers; the space has {Coordinates.Length} coordinates.",
                nameof(numbers));
        }

        var values = new ParameterValue[_domains.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (IsOpen(_gates[i], values))
            {
                values[i] = _coordinateOf[i] is var at and >= 0 ? value(_domains[i], numbers[at]) : Value(i, 0, values);
            }
        }

        return new(_table, values);
    }

    private double[] Numbers(Configuration configuration, double inactive, Func<Domain, ParameterValue, double> number)
    {
        var values = Conform(configuration).Values;
        var numbers = new double[Coordinates.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (_coordinateOf[i] is var at and >= 0)
            {
                numbers[at] = values[i].IsAbsent ? inactive : number(_domains[i], values[i]);
            }
        }

        return numbers;
    }
}
