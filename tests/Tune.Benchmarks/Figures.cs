using System.Globalization;
using System.Text.Json;

namespace Tune.Benchmarks;

/// <summary>Collects figures, shows them as they come, and ends with one JSON object.</summary>
internal sealed class Figures
{
    private readonly SortedDictionary<string, double> _values = new(StringComparer.Ordinal);

    public void Say(string name, double value, string unit, string target = "")
    {
        _values[name] = Math.Round(value, 4);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  {name,-34} {value,14:N3} {unit,-14} {target}"));
    }

    public static void Heading(Suite suite) => Console.WriteLine($"{suite.Name}: {suite.Description}");

    public void End() => Console.WriteLine(JsonSerializer.Serialize(_values));
}
