namespace Tune.Files;

/// <summary>What a folder holds under one name.</summary>
internal readonly record struct FolderEntry(string Name, FileKind Kind);
