using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Tune.Clustering.Children.Code.Reach;

/// <summary>
/// What a method does with the address of a static field. The address of a structure is taken to read a part of it, to
/// ask it something, or to hand the whole of it out to be changed.
/// </summary>
internal static class FieldAddress
{
    /// <summary>Whether what takes an address from the stack could change what is there; true also if it is not seen
    /// what takes it.</summary>
    /// <param name="body">The method.</param>
    /// <param name="at">The instruction that puts the address on the stack.</param>
    /// <param name="resolve">Says what a token stands for.</param>
    public static bool MayBeWritten(List<Instruction> body, int at, Func<int, MemberInfo?> resolve)
    {
        // The address and what lies upon it.
        var depth = 1;
        Type? constrained = null;
        for (var i = at + 1; i < body.Count; i++)
        {
            var (code, token) = body[i];
            if (code.FlowControl is FlowControl.Branch or FlowControl.Return or FlowControl.Throw
                || code == OpCodes.Calli || code == OpCodes.Dup && depth == 1)
            {
                return true;
            }

            var member = token == 0 ? null : resolve(token);
            var called = member as MethodBase;
            if (code.StackBehaviourPop == StackBehaviour.Varpop && called is null)
            {
                return true;
            }

            var isOnObject = called is { IsStatic: false } && code != OpCodes.Newobj;
            var pops = called is not null && code.StackBehaviourPop == StackBehaviour.Varpop
                ? called.GetParameters().Length + (isOnObject ? 1 : 0)
                : Count(code.StackBehaviourPop);
            if (pops >= depth)
            {
                if (code == OpCodes.Ldflda)
                {
                    // The address of a part of it.
                    continue;
                }

                return called is not null
                    ? MayWrite(called, pops - depth - (isOnObject ? 1 : 0), constrained)
                    : !(code == OpCodes.Ldfld || code == OpCodes.Ldobj
                        || code.Name!.StartsWith("ldind", StringComparison.Ordinal));
            }

            depth += Pushes(code, called) - pops;
            constrained = code == OpCodes.Constrained ? member as Type : null;
        }

        return true;
    }

    private static bool MayWrite(MethodBase called, int parameter, Type? constrained) => parameter < 0
        ? !IsReadOnly(constrained ?? called.DeclaringType!) && !called.IsDefined(typeof(IsReadOnlyAttribute), false)
        : called.GetParameters()[parameter] is { IsIn: false, ParameterType.IsByRef: true };

    private static bool IsReadOnly(Type type) => type.IsPrimitive || type.IsEnum
        || (type.IsValueType && (Nullable.GetUnderlyingType(type) is not null
            || type.IsDefined(typeof(IsReadOnlyAttribute), inherit: false)));

    private static int Pushes(OpCode code, MethodBase? called) => code.StackBehaviourPush == StackBehaviour.Varpush
        ? called is MethodInfo { ReturnType: var type } && type != typeof(void) ? 1 : 0
        : Count(code.StackBehaviourPush);

    // Their names say it: Pop0, Popi, Popi_popi.
    private static int Count(StackBehaviour behaviour) =>
        behaviour is StackBehaviour.Pop0 or StackBehaviour.Push0 ? 0 : behaviour.ToString().Split('_').Length;
}
