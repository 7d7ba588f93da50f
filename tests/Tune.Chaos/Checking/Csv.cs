using System.Globalization;

namespace Tune.Chaos.Checking;

/// <summary>Just enough CSV for columns of numbers and plain words; a quoted field keeps its quotes.</summary>
internal static class Csv
{
    public static IEnumerable<CsvRow> Read(string[] lines)
    {
        var names = Fields(lines[0]);
        return lines.Skip(1).Select(line => new CsvRow(names, Fields(line)));
    }

    private static List<string> Fields(string line)
    {
        var fields = new List<string>();
        var quoted = false;
        var start = 0;
        for (var i = 0; i <= line.Length; i++)
        {
            if (i < line.Length && line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (i == line.Length || (line[i] == ',' && !quoted))
            {
                fields.Add(line[start..i].TrimEnd('\r'));
                start = i + 1;
            }
        }

        return fields;
    }
}

/// <summary>A row by column names.</summary>
internal sealed record CsvRow(List<string> Names, List<string> Fields)
{
    public string Text(string name) => Fields[Names.IndexOf(name)];

    public int Int(string name) => int.Parse(Text(name), CultureInfo.InvariantCulture);

    public double Double(string name) => double.Parse(Text(name), CultureInfo.InvariantCulture);
}
