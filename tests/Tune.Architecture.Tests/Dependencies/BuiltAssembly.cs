using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Tune.Architecture.Tests.Dependencies;

/// <summary>What a compiled library touches, read from its metadata without loading it.</summary>
/// <param name="Assemblies">Names of the assemblies it refers to.</param>
/// <param name="Members">Documentation ids, without parameters, of the foreign types and members it refers to.</param>
internal sealed record BuiltAssembly(IReadOnlyList<string> Assemblies, IReadOnlyList<string> Members)
{
    public static BuiltAssembly Read(Stream stream)
    {
        using var image = new PEReader(stream);
        var metadata = image.GetMetadataReader();
        var types = metadata.TypeReferences.Select(handle => "T:" + NameOf(metadata, handle));
        var members = metadata.MemberReferences
            .Select(metadata.GetMemberReference)
            .Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(member => $"M:{NameOf(metadata, (TypeReferenceHandle)member.Parent)}."
                + metadata.GetString(member.Name));
        return new(
            [.. metadata.AssemblyReferences.Select(handle =>
                metadata.GetString(metadata.GetAssemblyReference(handle).Name))],
            [.. types.Concat(members).Distinct()]);
    }

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        var name = metadata.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{NameOf(metadata, (TypeReferenceHandle)type.ResolutionScope)}.{name}"
            : $"{metadata.GetString(type.Namespace)}.{name}";
    }
}
