namespace Tune.Architecture.Tests.Rooms;

/// <summary>A file of one room names something of another.</summary>
/// <param name="From">The room of the file.</param>
/// <param name="To">The room of what it names.</param>
/// <param name="Where">Path and line of the first such name.</param>
/// <param name="Name">What is named there.</param>
internal sealed record RoomArrow(string From, string To, string Where, string Name)
{
    public override string ToString() => $"{From} -> {To} ({Where} names {Name})";
}
