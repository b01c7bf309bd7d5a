namespace Chatbot.Triage;

/// <summary>
/// Folds a character to the plain letter it stands for: accents, full-width and mathematical letters, ligatures, letters
/// in circles, Arabic carriers of hamza. Own tables, because under invariant globalization the runtime's normalisation
/// leaves all but ASCII as it is.
/// </summary>
internal static class LetterFolding
{
    private static readonly string[] Accented =
    [
        "aàáâãäåāăąǎǻạảấầẩẫậắằẳẵặªÀÁÂÃÄÅĀĂĄẠẢẤẦẨẪẬẮẰẲẴẶ", "cçćĉċčÇĆĈĊČ", "dďđðĎĐÐ", "eèéêëēĕėęěẹẻẽếềểễệÈÉÊËĒĔĖĘĚẸẺẼẾỀỂỄỆ", "gĝğġģĜĞĠĢ", "hĥħĤĦ",
        "iìíîïĩīĭįıǐỉịÌÍÎÏĨĪĬĮİỈỊ", "jĵĴ", "kķĶ", "lĺļľŀłĹĻĽĿŁ", "nñńņňŉÑŃŅŇ", "oòóôõöøōŏőǒơọỏốồổỗộớờởỡợºÒÓÔÕÖØŌŎŐƠỌỎỐỒỔỖỘỚỜỞỠỢ", "rŕŗřŔŖŘ",
        "sśŝşšșſŚŜŞŠȘ", "tţťŧțŢŤŦȚ", "uùúûüũūŭůűųưǔụủứừửữựÙÚÛÜŨŪŬŮŰŲƯỤỦỨỪỬỮỰ", "wŵŴ", "yýÿŷỳỵỷỹÝŶŸỲỴỶỸ", "zźżžŹŻŽ", "ийЙ", "еёЁ", "іїЇ", "اأإآٱ", "ىی", "هة",
    ];

    private static readonly Dictionary<string, string> Ligatures = new(StringComparer.Ordinal)
    {
        ["ß"] = "ss",
        ["æ"] = "ae",
        ["Æ"] = "ae",
        ["œ"] = "oe",
        ["Œ"] = "oe",
        ["ﬁ"] = "fi",
        ["ﬂ"] = "fl",
        ["ﬀ"] = "ff",
        ["ﬃ"] = "ffi",
        ["ﬄ"] = "ffl",
        ["ﬆ"] = "st",
        ["…"] = " . ",
    };

    private static readonly Dictionary<int, string> Letters = Table();

    /// <summary>The plain letters for a character, or null when it stands for itself.</summary>
    public static string? Fold(int character) => character switch
    {
        < 0x80 => null,
        >= 0xff01 and <= 0xff5e => ((char)(character - 0xfee0)).ToString(),
        0x3000 => " ",
        // Mathematical alphabets: bold, italic, script ... each 26 capitals and 26 small letters.
        >= 0x1d400 and <= 0x1d6a3 => ((char)('a' + ((character - 0x1d400) % 26))).ToString(),
        >= 0x1d7ce and <= 0x1d7ff => ((char)('0' + ((character - 0x1d7ce) % 10))).ToString(),
        >= 0x24b6 and <= 0x24e9 => ((char)('a' + ((character - 0x24b6) % 26))).ToString(),
        >= 0x1f130 and <= 0x1f149 or >= 0x1f150 and <= 0x1f169 or >= 0x1f170 and <= 0x1f189 => ((char)('a' + ((character - 0x1f130) % 32))).ToString(),
        >= 0x1f1e6 and <= 0x1f1ff => ((char)('a' + (character - 0x1f1e6))).ToString(),
        _ => Letters.GetValueOrDefault(character),
    };

    private static Dictionary<int, string> Table()
    {
        var table = new Dictionary<int, string>();
        foreach (var row in Accented)
        {
            foreach (var letter in row.AsSpan(1))
                table.TryAdd(letter, row[..1]);
        }

        foreach (var (ligature, letters) in Ligatures)
            table[ligature[0]] = letters;
        return table;
    }
}
