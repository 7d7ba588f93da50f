using System.Text.Json;

namespace Tune.Server.Tests.Generated;

/// <summary>Names and numbers that were seen in answers, to be asked about.</summary>
internal sealed class Learnt
{
    private const int Most = 40;
    private readonly Dictionary<string, List<string>> _known = new(StringComparer.Ordinal);

    public void Add(string field, string value)
    {
        if (value.Length is 0 or > 250)
        {
            return;
        }

        var known = _known.TryGetValue(field, out var before) ? before : _known[field] = [];
        if (!known.Contains(value))
        {
            known.Add(value);
            if (known.Count > Most)
            {
                known.RemoveAt(1);
            }
        }
    }

    public string? One(string field, Random chance) =>
        _known.TryGetValue(field, out var known) ? known[chance.Next(known.Count)] : null;

    /// <summary>Takes in what an answer names.</summary>
    public void Read(JsonElement answer, int depth = 0)
    {
        if (depth > 6)
        {
            return;
        }

        if (answer.ValueKind == JsonValueKind.Array)
        {
            foreach (var each in answer.EnumerateArray().Take(5))
            {
                Read(each, depth + 1);
            }
        }
        else if (answer.ValueKind == JsonValueKind.Object)
        {
            foreach (var field in answer.EnumerateObject())
            {
                if (field.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                {
                    Add(field.Name, field.Value.ToString());
                }
                else
                {
                    Read(field.Value, depth + 1);
                }
            }
        }
    }
}
