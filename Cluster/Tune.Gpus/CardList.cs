namespace Tune.Gpus;

/// <summary>Which cards there are.</summary>
internal static class CardList
{
    public static IEnumerable<(GpuCard Card, nint Handle)> Of(Nvml nvml)
    {
        var count = nvml.Count();
        for (uint i = 0; i < count; i++)
        {
            // A card that has fallen off the bus is no reason to do without the others.
            if (nvml.Card(i) is not { } handle)
            {
                continue;
            }

            var parts = nvml.Parts(handle);
            foreach (var one in parts.Count > 0 ? parts : [handle])
            {
                yield return (new GpuCard((int)i, nvml.Uuid(one), nvml.Name(one), Memory(nvml, one)), one);
            }
        }
    }

    private static long Memory(Nvml nvml, nint handle)
    {
        try
        {
            return (long)nvml.Memory(handle).Total;
        }
        catch (GpuException)
        {
            return 0;
        }
    }
}
