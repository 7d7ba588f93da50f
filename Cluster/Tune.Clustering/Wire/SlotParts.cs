using System.Collections.Immutable;
using Tune.Clustering.Protocol;

namespace Tune.Clustering.Wire;

/// <summary>Many slots in parts of which each goes into one message.</summary>
internal static class SlotParts
{
    /// <summary>Makes the parts; none for no slots.</summary>
    public static IEnumerable<ImmutableArray<SlotBlock>> Of(IEnumerable<SlotGrant> grants)
    {
        var part = ImmutableArray.CreateBuilder<SlotBlock>();
        var bytes = 0;
        foreach (var block in SlotBlock.Pack(grants))
        {
            var size = WireSize.Of(block);
            if (part.Count > 0 && bytes + size > WireLimit.PartBytes)
            {
                yield return part.DrainToImmutable();
                bytes = 0;
            }

            part.Add(block);
            bytes += size;
        }

        if (part.Count > 0)
        {
            yield return part.DrainToImmutable();
        }
    }
}
