#include "reference.hpp"

namespace stratum::app {
namespace {

bool takes_value(const OptionReference& option) {
    return option.kind == OptionKind::value || option.kind == OptionKind::list;
}
bool wants_folder(const OptionReference& option) { return option.info.value == "DIR"; }
bool wants_file(const OptionReference& option) { return option.info.value == "FILE"; }

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

/// In single quotes, for all three shells; a quote in it becomes a typographic one, since it is only shown.
std::string shell_quoted(std::string_view text) {
    std::string result = "'";
    for (const char c : text) c == '\'' ? result += "\xe2\x80\x99" : result += c;
    return result + "'";
}

std::vector<std::string> all_names(const CommandReference& command) {
    std::vector<std::string> names;
    for (const auto* options : {&command.options, &common_options()})
        for (const auto& option : *options)
            if (option.has_dash())
                for (auto& name : option.names()) names.push_back(std::move(name));
    return names;
}

std::string bash(const std::vector<CommandReference>& commands) {
    std::string words;
    std::string options;
    std::string values;
    const auto value_cases = [&](const std::string& command, const std::vector<OptionReference>& list) {
        for (const auto& option : list) {
            if (!takes_value(option)) continue;
            for (const auto& name : option.names())
                values +=
                    "        " + command + ":" + name + ") " +
                    // Names of files are left to readline, which knows how to quote them.
                    (!option.info.choices.empty()
                         ? "COMPREPLY=($(compgen -W " + shell_quoted(joined(option.info.choices)) + " -- \"$word\"))"
                     : wants_folder(option) ? std::string{"compopt +o default -o dirnames"}
                     : wants_file(option)   ? std::string{":"}
                                            : std::string{"compopt +o default"}) +
                    "; return ;;\n";
        }
    };
    for (const auto& command : commands) {
        words += (words.empty() ? "" : " ") + command.info.name;
        options += "        " + command.info.name + ") options=" + shell_quoted(joined(all_names(command))) + " ;;\n";
        value_cases(command.info.name, command.options);
    }
    value_cases("*", common_options());
    return "# bash completion for stratum; made by the program itself.\n"
           "_stratum() {\n"
           "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= options= i\n"
           "    COMPREPLY=()\n"
           "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
           "        case \" " +
           words +
           " \" in *\" ${COMP_WORDS[i]} \"*) command=${COMP_WORDS[i]}; break ;; esac\n"
           "    done\n"
           "    case $command:$before in\n" +
           values +
           "    esac\n"
           "    if [[ -z $command && $word != -* ]]; then\n"
           "        COMPREPLY=($(compgen -W " +
           shell_quoted(words) +
           " -- \"$word\")); return\n"
           "    fi\n"
           "    case $command in\n" +
           options + "        *) options=" + shell_quoted(joined(all_names({}))) +
           " ;;\n"
           "    esac\n"
           "    if [[ $word == -* ]]; then\n"
           "        COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
           "    fi\n"
           "}\n"
           "complete -o default -F _stratum stratum\n";
}

std::string zsh_spec(const OptionReference& option) {
    std::string text;
    for (const auto& name : option.names()) {
        std::string spec = (option.kind == OptionKind::list ? "*" : "") + name;
        std::string help = option.info.help;
        for (const char c : {'[', ']', ':'})
            for (std::size_t i = 0; (i = help.find(c, i)) != std::string::npos; i += 2) help.insert(i, 1, '\\');
        spec += "[" + help + "]";
        if (takes_value(option)) {
            spec += ":" + option.info.value + ":";
            spec += !option.info.choices.empty() ? "(" + joined(option.info.choices) + ")"
                    : wants_folder(option)       ? "_files -/"
                    : wants_file(option)         ? "_files"
                                                 : " ";
        }
        text += " \\\n                " + shell_quoted(spec);
    }
    return text;
}

std::string zsh(const std::vector<CommandReference>& commands) {
    std::string list;
    std::string cases;
    for (const auto& command : commands) {
        list += "        " + shell_quoted(command.info.name + ":" + command.info.summary) + "\n";
        cases += "        " + command.info.name + ")\n            _arguments -s";
        for (const auto* options : {&command.options, &common_options()})
            for (const auto& option : *options)
                if (option.has_dash()) cases += zsh_spec(option);
        cases += " \\\n                '*:file:_files' ;;\n";
    }
    return "#compdef stratum\n# zsh completion for stratum; made by the program itself.\n"
           "_stratum() {\n    local -a commands\n    commands=(\n" +
           list +
           "    )\n"
           "    if ((CURRENT == 2)); then\n        _describe command commands\n        return\n    fi\n"
           "    local command=${words[2]}\n    shift words\n    ((CURRENT--))\n"
           "    case $command in\n" +
           cases + "    esac\n}\n_stratum \"$@\"\n";
}

std::string fish(const std::vector<CommandReference>& commands) {
    std::string text = "# fish completion for stratum; made by the program itself.\n";
    const auto option_lines = [&](const std::string& condition, const std::vector<OptionReference>& options) {
        for (const auto& option : options) {
            if (!option.has_dash()) continue;
            text += "complete -c stratum" + condition;
            for (const auto& name : option.names())
                text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
            if (!option.info.choices.empty())
                text += " -x -a " + shell_quoted(joined(option.info.choices));
            else if (takes_value(option))
                text += wants_file(option) || wants_folder(option) ? " -r" : " -x";
            text += " -d " + shell_quoted(option.info.help) + "\n";
        }
    };
    for (const auto& command : commands) {
        text += "complete -c stratum -n __fish_use_subcommand -f -a " + command.info.name + " -d " +
                shell_quoted(command.info.summary) + "\n";
        option_lines(" -n " + shell_quoted("__fish_seen_subcommand_from " + command.info.name), command.options);
    }
    option_lines("", common_options());
    return text;
}

}  // namespace

std::string completions(const std::vector<CommandReference>& commands, Shell shell) {
    switch (shell) {
        case Shell::bash:
            return bash(commands);
        case Shell::zsh:
            return zsh(commands);
        case Shell::fish:
            break;
    }
    return fish(commands);
}

}  // namespace stratum::app
