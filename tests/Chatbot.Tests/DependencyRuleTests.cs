using System.Reflection;
using Shouldly;
using Xunit;

namespace Chatbot.Tests;

/// <summary>Messages flow one way through the rooms; a room that looks back is found here.</summary>
public sealed class DependencyRuleTests
{
    /// <summary>What a room may know beside itself, the search engine and the framework.</summary>
    private static readonly Dictionary<string, string[]> May = new()
    {
        ["Knowledge"] = [],
        ["Storage"] = [],
        ["Triage"] = ["Knowledge"],
        ["Answering"] = ["Knowledge", "Triage", "Conversations", "Storage"],
        ["Conversations"] = ["Knowledge", "Triage", "Answering", "Storage"],
        ["Contact"] = ["Knowledge", "Triage", "Storage", "Protocol"],
        ["Protocol"] = ["Knowledge", "Triage", "Answering", "Conversations", "Contact"],
        ["DirectLine"] = ["Conversations", "Protocol", "Storage"],
        ["BotFramework"] = ["Conversations", "Protocol"],
        ["Staff"] = ["Storage", "Contact"],
        ["Pages"] = ["Knowledge", "Answering", "Conversations", "Protocol", "DirectLine", "Contact", "Staff", "Storage"],
    };

    [Fact]
    public void A_room_knows_only_the_rooms_below_it()
    {
        var breaches = typeof(Chatbot.Knowledge.Library).Assembly.GetTypes()
            .Where(type => RoomOf(type) is { } room && May.ContainsKey(room))
            .SelectMany(type => Known(type).Select(other => (From: RoomOf(type)!, To: RoomOf(other), Type: type.Name)))
            .Where(use => use.To is not null && use.To != use.From && !May[use.From].Contains(use.To))
            .Select(use => $"{use.From}.{use.Type} knows {use.To}")
            .Distinct()
            .ToList();

        breaches.ShouldBeEmpty();
    }

    private static string? RoomOf(Type type) =>
        type.Namespace is { } name && name.StartsWith("Chatbot.") && !name.StartsWith("Chatbot.Search") ? name.Split('.')[1] : null;

    private static IEnumerable<Type> Known(Type type)
    {
        const BindingFlags all = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        return type.GetFields(all).Select(field => field.FieldType)
            .Concat(type.GetProperties(all).Select(property => property.PropertyType))
            .Concat(type.GetMethods(all).SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)))
            .Concat(type.GetConstructors(all).SelectMany(constructor => constructor.GetParameters().Select(parameter => parameter.ParameterType)))
            .SelectMany(Unwrapped);
    }

    private static IEnumerable<Type> Unwrapped(Type type) =>
        type.IsGenericType ? type.GetGenericArguments().SelectMany(Unwrapped).Append(type) : type.HasElementType ? Unwrapped(type.GetElementType()!) : [type];
}
