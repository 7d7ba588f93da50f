namespace Tune.Engine.Spaces;

/// <summary>What a <see cref="ParameterValue"/> holds.</summary>
public enum ValueKind
{
    /// <summary>Nothing: the parameter is not active in this configuration.</summary>
    Absent,

    /// <summary>A finite double.</summary>
    Real,

    /// <summary>A 64-bit whole number.</summary>
    Integer,

    /// <summary>A text.</summary>
    Text,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Null as a value that was chosen: "no limit", "none".</summary>
    Null,
}
