using System.Collections.Immutable;
using Tune.Engine.Randomness;

namespace Tune.Engine.Experiments;

/// <summary>Which program drove a session, as far as it could be found out: what somebody needs to run it again.
/// </summary>
public sealed record ProgramRecord
{
    /// <summary>The longest text that is kept; the end of a longer one is cut off.</summary>
    public const int TextMax = 256;

    /// <summary>The most packages that are kept, in the order of their names.</summary>
    public const int PackagesMax = 256;

    /// <summary>The most graphics cards that are kept.</summary>
    public const int GpusMax = 32;

    /// <summary>The name of the program's assembly.</summary>
    public required string Name { get; init; }

    /// <summary>Its version, with the commit it was built from where the build has put it there; empty if unknown.
    /// </summary>
    public string Version { get; init; } = "";

    /// <summary>The identity of this very build (the module's version id); another compilation has another one unless
    /// it is of the same source. Empty if unknown.</summary>
    public string Build { get; init; } = "";

    /// <summary>The commit that was checked out where it ran; empty outside a repository.</summary>
    public string Commit { get; init; } = "";

    /// <summary>Whether files under version control differed from that commit; null if it is not known.</summary>
    public bool? IsDirty { get; init; }

    /// <summary>The packages it was built with and their versions, by name; null (default) if unknown.</summary>
    public ImmutableSortedDictionary<string, string>? Packages
    {
        get;
        init => field = value is null or { IsEmpty: true }
            ? null : ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, value);
    }

    /// <summary>The runtime and its version.</summary>
    public string Runtime { get; init; } = "";

    /// <summary>The operating system, its version and the processor's architecture.</summary>
    public string OperatingSystem { get; init; } = "";

    /// <summary>The machine's name.</summary>
    public string Host { get; init; } = "";

    /// <summary>The graphics cards of that machine, by model; empty if none was seen.</summary>
    public ImmutableArray<string> Gpus
    {
        get;
        init => field = value.IsDefault ? [] : value;
    } = [];

    /// <summary>The same with everything cut to its limit: a few kilobytes in the journal, 200 KiB at the very most.
    /// </summary>
    public ProgramRecord Bounded() => this with
    {
        Name = Cut(Name),
        Version = Cut(Version),
        Build = Cut(Build),
        Commit = Cut(Commit),
        Packages = Packages is null ? null : ImmutableSortedDictionary.CreateRange(
            StringComparer.Ordinal,
            Packages.Select(each => KeyValuePair.Create(Cut(each.Key), Cut(each.Value)))
                .DistinctBy(each => each.Key).Take(PackagesMax)),
        Runtime = Cut(Runtime),
        OperatingSystem = Cut(OperatingSystem),
        Host = Cut(Host),
        Gpus = [.. Gpus.Take(GpusMax).Select(Cut)],
    };

    /// <inheritdoc />
    public bool Equals(ProgramRecord? other) =>
        other is not null
        && (Name, Version, Build) == (other.Name, other.Version, other.Build)
        && (Commit, IsDirty) == (other.Commit, other.IsDirty)
        && (Runtime, OperatingSystem, Host) == (other.Runtime, other.OperatingSystem, other.Host)
        && Gpus.SequenceEqual(other.Gpus)
        && (Packages ?? Empty).SequenceEqual(other.Packages ?? Empty);

    /// <inheritdoc />
    public override int GetHashCode() => unchecked(
        (int)Mix.Into(Mix.Into(Mix.Into(Mix.Start, Name), Build), Commit));

    private static ImmutableSortedDictionary<string, string> Empty => ImmutableSortedDictionary<string, string>.Empty;

    private static string Cut(string text) => text.Length <= TextMax ? text : text[..TextMax];
}
