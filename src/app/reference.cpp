#include "reference.hpp"

#include "stratum/base/text.hpp"

namespace stratum::app {
namespace {

class Collector final : public OptionSink {
  public:
    explicit Collector(std::vector<OptionReference>& options) : options_(options) {}
    void flag(const OptionInfo& info, bool&) override { add(info, OptionKind::flag); }
    void text(const OptionInfo& info, std::optional<std::string>&) override { add(info, OptionKind::value); }
    void integer(const OptionInfo& info, std::optional<std::int64_t>&) override { add(info, OptionKind::value); }
    void number(const OptionInfo& info, std::optional<double>&) override { add(info, OptionKind::value); }
    void list(const OptionInfo& info, std::vector<std::string>&) override { add(info, OptionKind::list); }
    void positional(const OptionInfo& info, std::string&, Presence presence) override {
        add(info, OptionKind::positional, presence);
    }
    void positionals(const OptionInfo& info, std::vector<std::string>&, Presence presence) override {
        add(info, OptionKind::positionals, presence);
    }

  private:
    void add(const OptionInfo& info, OptionKind kind, Presence presence = Presence::optional) {
        options_.push_back({info, kind, presence});
    }
    std::vector<OptionReference>& options_;
};

}  // namespace

std::vector<std::string> OptionReference::names() const {
    std::vector<std::string> names;
    for (const std::string_view name : split(info.names, ',')) names.emplace_back(trim(name));
    return names;
}

std::vector<CommandReference> reference_of(const std::vector<std::unique_ptr<Command>>& commands) {
    std::vector<CommandReference> references;
    for (const auto& command : commands) {
        CommandReference reference{command->info(), {}};
        if (reference.info.hidden) continue;
        Collector collector{reference.options};
        command->declare(collector);
        references.push_back(std::move(reference));
    }
    return references;
}

const std::vector<OptionReference>& common_options() {
    static const std::vector<OptionReference> kCommon{
        {{"--library", "DIR", "folder of the library"}, OptionKind::value},
        {{"--config", "FILE", "configuration file"}, OptionKind::value},
        {{"-q,--quiet", "", "no progress and no summary, only results, warnings and errors"}, OptionKind::flag},
        {{"-v,--verbose", "", "say more about what happens; twice for all"}, OptionKind::flag},
        {{"-h,--help", "", "say how the program or a command is used"}, OptionKind::flag},
    };
    return kCommon;
}

}  // namespace stratum::app
