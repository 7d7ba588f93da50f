using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Tune.Clustering.Children.Code.Reach;
using Tune.Engine.Ports;

namespace Tune.Clustering.Children.Code;

/// <summary>
/// What a trainable is, said so that two processes can compare it: which methods of which build of which assembly it
/// calls, the values they have captured, and the static fields they read. A name alone does not tell two trainables
/// apart.
/// </summary>
/// <param name="Text">The description, as JSON; the same text is the same code with the same values.</param>
/// <param name="Opaque">The captured things that cannot be told, such as a connection: path and type. While there are
/// none the text is enough to make the code again in another process of the same program.</param>
/// <param name="Uncompared">Those of them that cannot be compared either.</param>
internal sealed record TrainingCode(
    string Text, ImmutableArray<string> Opaque, ImmutableArray<string> Uncompared)
{
    /// <summary>A text this long still travels with an assignment.</summary>
    public const int TextMax = 512 * 1024;

    // A description is deeper than what is usually sent.
    internal static readonly System.Text.Json.JsonDocumentOptions Deep = new() { MaxDepth = 1024 };

    // Each round may find lambdas in what the one before has found.
    private const int RoundsMax = 16;

    // What has been captured may change later; what counts is what it was when the experiment was handed over.
    private static readonly ConditionalWeakTable<TrainableDefinition, TrainingCode> s_described = [];

    /// <summary>Whether another process of the same program can make it from the text alone.</summary>
    public bool IsPortable => Opaque.IsEmpty && Text.Length <= TextMax;

    /// <summary>32 hexadecimal digits of the text's SHA-256.</summary>
    public string Fingerprint { get; } = FingerprintOf(Text);

    /// <summary>Describes a trainable as it is when this is first asked.</summary>
    public static TrainingCode Of(TrainableDefinition definition) => s_described.GetValue(definition, Describe);

    /// <summary>What keeps it from being made again from the text, as the end of a sentence.</summary>
    public string WhyNotPortable() => Opaque.IsEmpty
        ? $"what it has captured takes {Text.Length} characters to say, and {TextMax} are allowed"
        : $"it has captured {string.Join(", ", Opaque.Take(3))}, which one process cannot tell another";

    /// <summary>Makes the trainable that a text describes.</summary>
    /// <exception cref="CodeException">This program does not have that code; the message says what is missing.
    /// </exception>
    public static TrainableDefinition Make(string name, string text)
    {
        JsonNode node;
        try
        {
            node = JsonNode.Parse(text, documentOptions: Deep)!;
        }
        catch (System.Text.Json.JsonException e)
        {
            throw new CodeException($"The description of the training code cannot be read: {e.Message}");
        }

        foreach (var (assembly, build) in node["builds"]!.AsObject())
        {
            if (Builds.Of(assembly) != (string?)build)
            {
                throw new CodeException(CodeDifference.Build(assembly));
            }
        }

        var made = new TrainableDefinition(name, new CodeReader().Read<Func<ITrainable>>(node["code"]));
        var here = JsonNode.Parse(Of(made).Text, documentOptions: Deep)!["statics"]!.AsObject();
        return StaticFields.Other(node["statics"]!.AsObject(), here) is var (field, wanted, met)
            ? throw new CodeException(CodeDifference.StaticField(field, wanted, met))
            : made;
    }

    public static string FingerprintOf(string text) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];

    private static TrainingCode Describe(TrainableDefinition definition)
    {
        var reach = new CodeReach();
        CodeWriter writer;
        JsonObject code;
        JsonObject statics;
        var rounds = 0;
        do
        {
            reach.Follow();
            writer = new CodeWriter(reach);
            code = writer.Write(definition.Create);
            statics = reach.HasMore && rounds < RoundsMax ? [] : StaticFields.Describe(reach, writer.Uncompared);
        }
        while (reach.HasMore && ++rounds < RoundsMax);

        var builds = new JsonObject();
        foreach (var (assembly, build) in Builds.Of(writer.Homes))
        {
            builds[assembly] = build;
        }

        var text = new JsonObject
        {
            ["code"] = code, ["builds"] = builds, ["statics"] = statics,
        }.ToJsonString();
        return new TrainingCode(text, [.. writer.Opaque], [.. writer.Uncompared]);
    }
}
