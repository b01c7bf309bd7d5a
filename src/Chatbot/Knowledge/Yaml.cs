using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Chatbot.Knowledge;

/// <summary>How the knowledge's YAML is read: unknown keys are faults, since a misspelt key would lose its rule in silence.</summary>
internal static class Yaml
{
    /// <summary><c>review_by</c> for <c>ReviewBy</c>.</summary>
    public static IDeserializer Snake { get; } = new DeserializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance)
        .WithDuplicateKeyChecking()
        .Build();

    /// <summary><c>replyWithin</c> for <c>ReplyWithin</c>.</summary>
    public static IDeserializer Camel { get; } = new DeserializerBuilder()
        .WithNamingConvention(CamelCaseNamingConvention.Instance)
        .WithDuplicateKeyChecking()
        .Build();

    /// <summary>Reads a whole file. A fault in it becomes a <see cref="KnowledgeException"/> with its line.</summary>
    public static T Read<T>(IDeserializer format, string file, T whenEmpty)
        where T : class
    {
        try
        {
            return format.Deserialize<T?>(File.ReadAllText(file)) ?? whenEmpty;
        }
        catch (YamlException fault)
        {
            throw new KnowledgeException(file, (int)fault.Start.Line, fault.InnerException?.Message ?? fault.Message, "Mend this line; compare it with its neighbours.");
        }
        catch (FileNotFoundException)
        {
            throw new KnowledgeException(file, 1, "The file is missing.", "Restore it.");
        }
    }
}
