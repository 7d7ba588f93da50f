namespace Tune.Testing.Functions.Bbob;

/// <summary>The steps from a point of the box to the one where the plain function is taken, and what is outside the
/// box.</summary>
internal static class Transforms
{
    private const double Half = 5;

    /// <summary>0 for the first coordinate, 1 for the last.</summary>
    public static double Share(int i, int dimensions) => i / (dimensions - 1.0);

    /// <summary>To the nearest whole number, halves up.</summary>
    public static double Round(double value) => Math.Floor(value + 0.5);

    public static double[] From(this double[] point, double[] origin) => [.. point.Select((x, i) => x - origin[i])];

    public static double[] Turned(this double[] point, Rotation by) => by.Of(point);

    /// <summary>The axes get longer, from 1 to the square root of the condition.</summary>
    public static double[] Stretched(this double[] point, double condition) =>
        [.. point.Select((x, i) => x * Math.Pow(condition, Share(i, point.Length) / 2))];

    /// <summary>Small waves that leave the order of values, T_osz of the report.</summary>
    public static double Oscillated(double value)
    {
        if (value == 0)
        {
            return 0;
        }

        var log = Math.Log(Math.Abs(value));
        var waves = value > 0
            ? Math.Sin(10 * log) + Math.Sin(7.9 * log)
            : Math.Sin(5.5 * log) + Math.Sin(3.1 * log);
        return Math.Sign(value) * Math.Exp(log + (0.049 * waves));
    }

    public static double[] Oscillated(this double[] point) => [.. point.Select(Oscillated)];

    /// <summary>The positive side gets steeper than the negative one, T_asy of the report.</summary>
    public static double[] Skewed(this double[] point, double by) => [.. point.Select((x, i) =>
        x > 0 ? Math.Pow(x, 1 + (by * Share(i, point.Length) * Math.Sqrt(x))) : x)];

    /// <summary>The squared distance to the box, f_pen of the report.</summary>
    public static double Outside(double[] point) => point.Sum(x => Square(Math.Max(0, Math.Abs(x) - Half)));

    public static double Square(double value) => value * value;
}
