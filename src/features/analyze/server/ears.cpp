#include "server/ears.hpp"

#include "child_answers.hpp"
#include "stratum/base/os/process.hpp"
#include "stratum/base/text.hpp"
#include "wanted_parts.hpp"

namespace stratum::analyze {

Ears::Ears(const platform::Services& services)
    : services_(services),
      networks_{.use = services.setting("networks.use").value_or("yes"),
                .place = services.setting("networks.onnxruntime")} {
    if (const auto memory = parse_integer(services.setting("analyze.memory").value_or("")); memory && *memory > 0)
        limits_.memory_bytes = static_cast<std::uint64_t>(*memory) << 20U;
    circumstances_ = "stratum " + services.version + "; " + library::analyser_versions() + "; memory " +
                     std::to_string(limits_.memory_bytes >> 20U) + "; ffmpeg " + os::find_program("ffmpeg");
    const auto chosen = library::choose_networks(networks_, services.executable);
    networks_there_ = chosen && chosen->networks != nullptr;
    const auto flag = [&](const std::string& key, bool usual) {
        const auto read = read_flag(key, services.setting(key), usual);
        if (!read) services.log.warning("a setting is left out", {{"reason", read.error().text()}});
        return read ? *read : usual;
    };
    wanted_ = parts_with(flag("analyze.harmony", true), flag("analyze.notes", false));
    if (!chosen) services.log.warning("no networks", {{"reason", chosen.error().text()}});
}

library::Library Ears::library(store::Database& database, const Uuid& workspace) const {
    auto library = library::Library::over(database, workspace, services_.clock, "server");
    library.hear_with_networks(networks_there_);
    library.tell_events(true);
    return library;
}

Result<media::ChildPool*> Ears::child() {
    const std::scoped_lock lock{mutex_};
    const auto mine = children_.find(std::this_thread::get_id());
    if (mine != children_.end()) return &mine->second;
    STRATUM_TRY(auto pool, media::ChildPool::start({.executable = services_.executable,
                                                    .arguments = child_arguments(limits_, networks_),
                                                    .jobs = 1,
                                                    .limits = limits_}));
    return &children_.emplace(std::this_thread::get_id(), std::move(pool)).first->second;
}

Result<library::Heard> Ears::hear(const Wish& wish, const std::stop_token& stop) {
    STRATUM_TRY(media::ChildPool* const child, this->child());
    HearRequest request{.force = wish.force, .tempo_range = range_, .wanted = {}};
    for (const auto id : analysis::kAllAnalysers)
        if (wish.wanted.has(id)) request.wanted.push_back(id);
    std::optional<analysis::TempoPrior> prior;
    Result<Bytes> outcome = error(ErrorCode::internal, "the child said nothing");
    bool given = false;
    const media::ChildPool::Callbacks callbacks{
        .next = [&]() -> std::optional<media::ChildPool::Job> {
            if (std::exchange(given, true)) return {};
            return media::ChildPool::Job{
                .path = wish.place.empty() ? wish.path : wish.place, .request = to_cbor(request), .name = wish.path};
        },
        .answer = [&](const media::ChildPool::Job&, std::span<const std::uint8_t> question) -> Bytes {
            // A library that can not answer will say so when the file is to be kept.
            const auto lease = services_.pool.read();
            if (!lease) return to_cbor(Answer{});
            auto library = this->library(**lease, wish.workspace);
            ChildAnswers answers{library, rules_, range_};
            return answers.answer(wish.path, wish.wanted, question, prior);
        },
        .done = [&](const media::ChildPool::Job&, Result<Bytes> said) { outcome = std::move(said); },
        .tick = [] {}};
    const auto ran = child->run(callbacks, stop);
    if (!ran) {
        // Its children were ended.
        const std::scoped_lock lock{mutex_};
        children_.erase(std::this_thread::get_id());
        return ran.error();
    }
    if (!outcome) return outcome.error();
    STRATUM_TRY(auto heard, heard_from(*outcome, wish.path, wish.stat));
    heard.tempo_prior = prior;
    return heard;
}

}  // namespace stratum::analyze
