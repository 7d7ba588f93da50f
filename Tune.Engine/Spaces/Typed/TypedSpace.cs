using System.Linq.Expressions;
using System.Reflection;

namespace Tune.Engine.Spaces.Typed;

/// <summary>What a configuration record says about its space, read once for each type.</summary>
internal static class TypedSpace<TConfig>
{
    private static readonly Lazy<TypedBinding> s_binding = new(() => new TypedBinding(typeof(TConfig)));
    private static readonly Lazy<SearchSpace> s_space = new(() => TypedSpaceReader.Read(s_binding.Value));
    private static readonly Lazy<Func<ParameterValue[], TConfig>> s_reader =
        new(() => Binder.Reader<TConfig>(s_binding.Value.Shape));

    private static readonly Lazy<Action<TConfig, ParameterValue[]>> s_writer =
        new(() => Binder.Writer<TConfig>(s_binding.Value.Shape));

    public static SearchSpace Space => s_space.Value;

    public static TConfig Bind(Configuration configuration) => s_reader.Value(s_binding.Value.Align(configuration));

    public static Configuration Unbind(TConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var values = new ParameterValue[s_binding.Value.Table.Count];
        s_writer.Value(config, values);
        return new(s_binding.Value.Table, values);
    }
}
