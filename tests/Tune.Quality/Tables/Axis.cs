using Tune.Engine.Spaces;

namespace Tune.Quality.Tables;

/// <summary>How a column of configurations becomes a parameter.</summary>
/// <param name="Name">As in the file.</param>
/// <param name="IsLog">Whether it was drawn on a logarithmic scale.</param>
/// <param name="IsWhole">Whether it is a whole number.</param>
/// <param name="FromOne">Whether 1 minus the value is what was drawn, as for the decay rates of Adam.</param>
internal sealed record Axis(string Name, bool IsLog = false, bool IsWhole = false, bool FromOne = false)
{
    /// <summary>The parameter's value for a number of the file.</summary>
    public double Of(double value) => FromOne ? Math.Max(1 - value, 1e-12) : value;

    /// <summary>Adds the parameter, as wide as the numbers reach.</summary>
    public SearchSpace AddTo(SearchSpace space, double low, double high) => (IsLog, IsWhole) switch
    {
        (true, true) => space.LogInteger(Name, (long)low, (long)high),
        (false, true) => space.Integer(Name, (long)low, (long)high),
        (true, false) => space.LogUniform(Name, low, high),
        _ => space.Uniform(Name, low, high),
    };

    public double Read(Configuration config) => IsWhole ? config.Integer(Name) : config.Real(Name);
}
