using Tune.Engine.Spaces.Typed;

namespace Tune.Engine.Spaces;

// The typed front end: a record whose attributes are the space.
public sealed partial class SearchSpace
{
    /// <summary>
    /// The space of a record with a primary constructor: attributes such as <see cref="UniformAttribute"/> on its
    /// parameters, bools and enums without one, nested records, and branches by <see cref="BranchAttribute"/>.
    /// </summary>
    /// <remarks>
    /// Parameters are called by their C# names in lower case with underscores (<c>LearningRate</c> is
    /// <c>learning_rate</c>), after the names of the records around them (<c>optimizer/momentum</c>);
    /// <see cref="NamedAttribute"/> sets another name. Enum members are texts, written the same way.
    /// </remarks>
    /// <exception cref="InvalidSpaceException">The record describes no space; the message names the
    /// parameter.</exception>
    public static SearchSpace Of<TConfig>() => TypedSpace<TConfig>.Space;

    /// <summary>The record with these values. The record needs no attributes; a parameter with a default value may be
    /// missing from the configuration, and parameters the record does not have are left out.</summary>
    /// <exception cref="ArgumentException">A value is missing or does not fit; the message names the
    /// parameter.</exception>
    public static TConfig Bind<TConfig>(Configuration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return TypedSpace<TConfig>.Bind(configuration);
    }

    /// <summary>The values of a record as a configuration: the reverse of <see cref="Bind"/>.</summary>
    /// <exception cref="ArgumentException">A value is null, or not a finite number.</exception>
    public static Configuration Unbind<TConfig>(TConfig config) => TypedSpace<TConfig>.Unbind(config);
}
