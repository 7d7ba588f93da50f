namespace Tune.Engine.Filters;

/// <summary>A part of a filter.</summary>
internal abstract record FilterNode
{
    public abstract IEnumerable<FilterField> Fields { get; }

    public abstract bool Matches(IFilterable row);

    /// <summary>What everything meets.</summary>
    public sealed record All : FilterNode
    {
        public override IEnumerable<FilterField> Fields => [];

        public override bool Matches(IFilterable row) => true;
    }

    /// <summary>Both, or one of several.</summary>
    public sealed record Joined(bool IsAnd, IReadOnlyList<FilterNode> Parts) : FilterNode
    {
        public override IEnumerable<FilterField> Fields => Parts.SelectMany(part => part.Fields);

        public override bool Matches(IFilterable row) =>
            IsAnd ? Parts.All(part => part.Matches(row)) : Parts.Any(part => part.Matches(row));
    }

    /// <summary>The opposite.</summary>
    public sealed record Not(FilterNode Part) : FilterNode
    {
        public override IEnumerable<FilterField> Fields => Part.Fields;

        public override bool Matches(IFilterable row) => !Part.Matches(row);
    }

    /// <summary>Whether there is a value.</summary>
    public sealed record There(FilterField Field, bool Wanted) : FilterNode
    {
        public override IEnumerable<FilterField> Fields => [Field];

        public override bool Matches(IFilterable row) =>
            (row.SeveralOf(Field)?.Count > 0 || row.ValueOf(Field).IsThere) == Wanted;
    }

    /// <summary>A value that is there, one of several if there are, and for which something holds.</summary>
    public sealed record Test(FilterField Field, Func<FilterValue, bool> Holds) : FilterNode
    {
        public override IEnumerable<FilterField> Fields => [Field];

        public override bool Matches(IFilterable row) =>
            row.SeveralOf(Field)?.Any(Holds) ?? (row.ValueOf(Field) is { IsThere: true } value && Holds(value));
    }
}
