namespace Tune.Engine.Spaces.Typed;

/// <summary>A record's shape with the names of its values, and how other tables of names map to it.</summary>
internal sealed class TypedBinding
{
    // The configurations of one experiment share their table, so the last mapping nearly always fits.
    private Mapping? _latest;

    public TypedBinding(Type type)
    {
        var names = new List<string>();
        Shape = RecordShape.Of(type, names);
        try
        {
            Table = new ParameterTable([.. names]);
        }
        catch (ArgumentException e)
        {
            throw new InvalidSpaceException($"The record {type.Name} is no configuration. {e.Message}", e);
        }
    }

    public RecordShape Shape { get; }

    public ParameterTable Table { get; }

    /// <summary>The configuration's values in the order of the shape; absent where it has none.</summary>
    public ParameterValue[] Align(Configuration configuration)
    {
        var mapping = _latest;
        if (mapping is null || !ReferenceEquals(mapping.From, configuration.Table))
        {
            _latest = mapping = new Mapping(
                configuration.Table, [.. Table.Names.ToArray().Select(configuration.Table.IndexOf)]);
        }

        var values = configuration.Values;
        var aligned = new ParameterValue[mapping.Positions.Length];
        for (var i = 0; i < aligned.Length; i++)
        {
            aligned[i] = mapping.Positions[i] is var position and >= 0 ? values[position] : default;
        }

        return aligned;
    }

    private sealed record Mapping(ParameterTable From, int[] Positions);
}
