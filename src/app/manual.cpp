#include "config.hpp"
#include "reference.hpp"
#include "stratum/base/text.hpp"

namespace stratum::app {
namespace {

/// Text that troff prints as it stands.
std::string plain(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '\\') {
            result += "\\e";
        } else if (c == '-') {
            result += "\\-";
        } else {
            result += c;
        }
    }
    // A line that begins with a dot or quote would be a macro.
    std::string safe;
    for (const std::string_view line : split(result, '\n')) {
        if (line.starts_with('.') || line.starts_with('\'')) safe += "\\&";
        safe.append(line).push_back('\n');
    }
    safe.pop_back();
    return safe;
}

std::string usage(const CommandReference& command) {
    std::string text = ".B stratum " + plain(command.info.name) + "\n[\\fIoptions\\fR]";
    for (const auto& option : command.options) {
        if (option.has_dash()) continue;
        const std::string name =
            "\\fI" + plain(option.info.names) + "\\fR" + (option.kind == OptionKind::positionals ? "..." : "");
        text += option.presence == Presence::required ? " " + name : " [" + name + "]";
    }
    return text + "\n";
}

std::string option_entry(const OptionReference& option) {
    std::string head;
    for (const auto& name : option.names()) head += (head.empty() ? "" : ", ") + ("\\fB" + plain(name) + "\\fR");
    if (!option.info.value.empty() && option.has_dash()) head += " \\fI" + plain(option.info.value) + "\\fR";
    std::string text = ".TP\n" + head + "\n" + plain(option.info.help);
    if (!option.info.choices.empty()) {
        text += "; one of";
        for (const auto& choice : option.info.choices) text += " " + plain(choice);
    }
    return text + "\n";
}

/// Paragraphs as they are; lines that are indented (examples) set as such.
std::string paragraphs(std::string_view details) {
    std::string text;
    bool example = false;
    for (const std::string_view line : split(details, '\n')) {
        const bool indented = line.starts_with("  ");
        if (indented != example) text += indented ? ".nf\n.RS 4\n" : ".RE\n.fi\n";
        example = indented;
        text += line.empty() ? ".PP\n" : plain(indented ? line.substr(2) : line) + "\n";
    }
    return example ? text + ".RE\n.fi\n" : text;
}

}  // namespace

std::string manual_page(const std::vector<CommandReference>& commands, const std::string& version) {
    std::string page = ".TH STRATUM 1 \"\" \"stratum " + plain(version) +
                       "\" \"User Commands\"\n"
                       ".SH NAME\nstratum \\- hears music as a trained musician does\n"
                       ".SH SYNOPSIS\n";
    for (const auto& command : commands) page += usage(command) + ".br\n";
    page +=
        ".SH DESCRIPTION\n"
        "Point it at a folder of music and every track is understood: tempo and beats, key and tuning, loudness, "
        "energy,\n"
        "fingerprint and more, kept in a library on this machine. Results go to standard output, progress and messages "
        "to\n"
        "standard error. Nothing leaves the machine.\n"
        ".SH OPTIONS OF ALL COMMANDS\n";
    for (const auto& option : common_options()) page += option_entry(option);
    page += ".SH COMMANDS\n";
    for (const auto& command : commands) {
        page += ".SS stratum " + plain(command.info.name) + "\n" + plain(command.info.summary) + ".\n.PP\n";
        page += paragraphs(command.info.details);
        for (const auto& option : command.options) page += option_entry(option);
    }
    page +=
        ".SH CONFIGURATION\n"
        "$XDG_CONFIG_HOME/stratum/config.toml (else ~/.config/stratum/config.toml) is read first, then the "
        "environment,\n"
        "then the options; the later is the stronger.\n";
    for (const auto& setting : known_settings()) {
        page += ".TP\n\\fB" + plain(setting.key) + "\\fR";
        // A table of the user's own names has no variable.
        if (!setting.key.ends_with('*')) page += ", \\fB" + plain(variable_of(setting.key)) + "\\fR";
        page += "\n" + plain(setting.help) + "\n";
    }
    page +=
        ".SH ENVIRONMENT\n"
        ".TP\n\\fBNO_COLOR\\fR\nnot empty: no colours\n"
        ".TP\n\\fBCLICOLOR_FORCE\\fR\nnot empty and not 0: colours also where the output is no terminal\n"
        ".TP\n\\fBXDG_DATA_HOME\\fR, \\fBXDG_CONFIG_HOME\\fR\nwhere the library and the configuration lie\n"
        ".SH EXIT STATUS\n"
        ".TP\n\\fB0\\fR\nall went well\n.TP\n\\fB1\\fR\nsomething could not be done, such as a file that could not be "
        "read\n"
        ".TP\n\\fB2\\fR\nwrong arguments, or a track that fits several\n"
        ".TP\n\\fB130\\fR, \\fB143\\fR\ninterrupted (Ctrl\\-C, SIGTERM); what was finished is kept\n"
        ".TP\n\\fB141\\fR\nthe reader of the output went away\n"
        ".SH FILES\n.TP\n\\fI~/.local/share/stratum/library/library.db\\fR\nthe library, an SQLite database\n";
    return page;
}

}  // namespace stratum::app
