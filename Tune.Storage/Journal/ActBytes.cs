using System.Text.Json;
using Tune.Bytes;
using Tune.Engine.Experiments.Acts;

namespace Tune.Storage.Journal;

/// <summary>What was done by hand and by whom, as bytes: the act as JSON, then the texts of who did it.</summary>
internal static class ActBytes
{
    public static void Write(UserAct act, ActedBy by, ByteWriter to)
    {
        to.Text(act.ToJson());
        to.Text(by.Who);
        to.Text(by.Via);
        to.Byte(by.Key is null ? (byte)0 : (byte)1);
        if (by.Key is { } key)
        {
            to.Text(key);
        }
    }

    public static (UserAct Act, ActedBy By) Read(ref ByteReader from)
    {
        try
        {
            var act = UserAct.FromJson(from.Text());
            return (act, new ActedBy(from.Text(), from.Text(), from.Choice(2) == 0 ? null : from.Text()));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"what was done by hand makes no sense: {e.Message}", e);
        }
    }
}
