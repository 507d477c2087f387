/// How what was found out about a file gets in, in one transaction.

#include "identity.hpp"
#include "state.hpp"
#include "stratum/analysis/analyzer.hpp"
#include "stratum/base/fold_case.hpp"
#include "stratum/base/text.hpp"
#include "summary_writer.hpp"
#include "tag_rows.hpp"
#include "versions.hpp"

#include <algorithm>

namespace stratum::library {
namespace {

Result<void> write_tags(store::Database& database, const Uuid& workspace, const Uuid& file, const media::Tags& tags) {
    const auto wanted = to_rows(tags);
    std::map<std::string, std::string, std::less<>> kept;
    STRATUM_TRY_VOID(database.each("SELECT field, value FROM tags WHERE workspace_id = $1 AND file_id = $2",
                                   {workspace.bytes, file.bytes}, [&](const store::Row& row) -> Result<void> {
                                       kept.emplace(row.text(0), row.text(1));
                                       return {};
                                   }));
    if (wanted == kept) return {};
    STRATUM_TRY_VOID(
        database.execute("DELETE FROM tags WHERE workspace_id = $1 AND file_id = $2", {workspace.bytes, file.bytes}));
    for (const auto& [field, value] : wanted)
        STRATUM_TRY_VOID(database.execute(
            "INSERT INTO tags (workspace_id, file_id, field, value, folded) VALUES ($1, $2, $3, $4, $5)",
            {workspace.bytes, file.bytes, field, value, fold_case(value)}));
    return {};
}

/// A full-scale square wave in two channels has about 0.7 LUFS, and decoders of lossy codecs overshoot by a few dB.
constexpr Lufs kLoudestSound{20.0};

/// What no microphone and no mixing desk can have made is a fault of the data; empty otherwise.
std::string fault_of(const std::optional<analysis::Loudness>& loudness) {
    if (!loudness) return {};
    const auto loudest = std::max(loudness->momentary_max, loudness->integrated);
    if (!loudest || *loudest <= kLoudestSound) return {};
    return "is louder than any recording can be (" + format_fixed(loudest->value(), 1) +
           " LUFS): its data is damaged, or its samples are not scaled to full scale";
}

}  // namespace

std::string_view name_of(FileChange change) {
    switch (change) {
        case FileChange::added:
            return "added";
        case FileChange::duplicate:
            return "duplicate";
        case FileChange::moved:
            return "moved";
        case FileChange::updated:
            return "updated";
        case FileChange::replaced:
            break;
    }
    return "replaced";
}

/// The steps of `Library::record`, which share a transaction.
class Recorder {
  public:
    Recorder(Library& library, Library::State& state) : library_(library), state_(state), database_(*state.database) {}

    Result<void> content(const Heard& heard) {
        STRATUM_TRY_VOID(
            database_.execute("INSERT INTO contents (workspace_id, id, codec, lossless, sample_rate, channels, frames, "
                              "created_at) VALUES "
                              "($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (workspace_id, id) DO NOTHING",
                              {workspace(), heard.content, heard.media.codec, heard.media.lossless ? 1 : 0,
                               heard.media.rate.value(), heard.media.channels, heard.frames, now()}));
        bool measured = false;
        analysis::Report report;
        for (const Part& part : heard.parts) {
            const bool silence = part.analyser == analysis::AnalyserId::silence;
            if (part.analyser == analysis::AnalyserId::loudness) measured = true;
            if (!silence && part.analyser != analysis::AnalyserId::loudness) continue;
            if (!part.payload.empty()) STRATUM_TRY_VOID(analysis::part_from_cbor(report, part.analyser, part.payload));
            if (!silence) continue;
            STRATUM_TRY_VOID(
                database_.execute("UPDATE contents SET silent = $3 WHERE workspace_id = $1 AND id = $2",
                                  {workspace(), heard.content, report.silence && report.silence->all ? 1 : 0}));
        }
        if (heard.parts.empty()) return {};
        if (!measured) {  // It was measured before, in this audio.
            STRATUM_TRY(report, library_.report(heard.content));
        }
        std::string warning = storable(heard.warning);
        if (const std::string fault = fault_of(report.loudness); !fault.empty())
            warning += (warning.empty() ? "" : "; ") + fault;
        STRATUM_TRY_VOID(database_.execute("UPDATE contents SET warning = $3 WHERE workspace_id = $1 AND id = $2",
                                           {workspace(), heard.content, warning}));
        return {};
    }

    Result<Recorded> file(const Heard& heard) {
        STRATUM_TRY(auto recorded, Identity(library_, state_).of(heard));
        STRATUM_TRY_VOID(oddities(heard, recorded));
        const Bytes media = to_cbor(heard.media);
        STRATUM_TRY_VOID(database_.execute(
            "INSERT INTO files (workspace_id, id, track_id, content_id, path, size, modified_ns, volume, inode, media, "
            "warning, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT "
            "(workspace_id, id) "
            "DO UPDATE SET track_id = excluded.track_id, content_id = excluded.content_id, path = excluded.path, size "
            "= excluded.size, modified_ns = "
            "excluded.modified_ns, volume = excluded.volume, inode = excluded.inode, media = excluded.media, warning = "
            "excluded.warning",
            {workspace(), recorded.file.bytes, recorded.track.bytes, heard.content, path_bytes(heard.path),
             heard.stat.size, heard.stat.modified_ns, to_signed(heard.stat.volume), to_signed(heard.stat.inode), media,
             recorded.warning, now()}));
        STRATUM_TRY_VOID(write_tags(database_, state_.workspace, recorded.file, heard.tags));
        STRATUM_TRY_VOID(database_.execute("DELETE FROM failures WHERE workspace_id = $1 AND path = $2",
                                           {workspace(), path_bytes(heard.path)}));
        return recorded;
    }

    /// Returns whether a row was written: not when the newest of its kind says the same already.
    Result<bool> analysis(const media::ContentId& content, const Part& part,
                          const std::optional<analysis::TempoPrior>& prior) {
        const auto& info = analysis::info_of(part.analyser);
        const std::string inputs = input_versions(part.analyser);
        const Bytes options = options_hash(part.analyser, state_.listening(prior));
        STRATUM_TRY(
            const auto newest,
            database_.query_one("SELECT payload, options_hash FROM analyses WHERE workspace_id = $1 AND content_id = "
                                "$2 AND analyser = $3 AND version = $4 AND inputs = $5 ORDER BY id DESC LIMIT 1",
                                {workspace(), content, info.name, info.version, inputs}));
        if (newest && newest->bytes(0) == part.payload && newest->bytes(1) == options) return false;
        STRATUM_TRY_VOID(database_.execute(
            "INSERT INTO analyses (workspace_id, id, content_id, analyser, version, inputs, options_hash, created_at, "
            "payload) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            {workspace(), state_.ids.next().bytes, content, info.name, info.version, inputs, options, now(),
             part.payload}));
        return true;
    }

    /// The analysers that read values instead of audio, over the newest rows.
    Result<int> derived(const media::ContentId& content, analysis::AnalyserSet wanted,
                        const std::optional<analysis::TempoPrior>& prior) {
        analysis::AnalyserSet valued;
        for (const auto id : analysis::kAllAnalysers)
            if (wanted.has(id) && !analysis::info_of(id).needs_audio) valued.add(id);
        if (valued.empty()) return 0;
        STRATUM_TRY(auto report, library_.report(content));
        // Nobody asked for theory where no chords were.
        if (!report.chords) valued.remove(analysis::AnalyserId::theory);
        analysis::derive(report, valued);
        int written = 0;
        for (const auto id : analysis::kAllAnalysers) {
            if (!valued.has(id)) continue;
            STRATUM_TRY(const bool wrote, analysis(content, {id, analysis::part_to_cbor(report, id)}, prior));
            written += wrote ? 1 : 0;
        }
        return written;
    }

  private:
    /// What the content's row says, after `content`: of this decoding, or of the one that its audio is known from.
    Result<void> oddities(const Heard& heard, Recorded& recorded) {
        STRATUM_TRY(const auto row,
                    database_.query_one("SELECT warning, silent FROM contents WHERE workspace_id = $1 AND id = $2",
                                        {workspace(), heard.content}));
        if (!row) return error(ErrorCode::internal, "a content was not kept");
        recorded.warning = row->text(0);
        recorded.silent = row->integer(1) != 0;
        return {};
    }

    [[nodiscard]] const std::array<std::uint8_t, 16>& workspace() const { return state_.workspace.bytes; }
    [[nodiscard]] std::int64_t now() const { return state_.clock.now().milliseconds; }

    Library& library_;
    Library::State& state_;
    store::Database& database_;
};

Result<Recorded> Library::record(const Heard& heard) {
    STRATUM_TRY(auto transaction, state_->begin());
    Recorder recorder{*this, *state_};
    STRATUM_TRY_VOID(recorder.content(heard));
    STRATUM_TRY(auto recorded, recorder.file(heard));
    for (const Part& part : heard.parts) {
        STRATUM_TRY(const bool wrote, recorder.analysis(heard.content, part, heard.tempo_prior));
        recorded.analyses += wrote ? 1 : 0;
    }
    if (!heard.parts.empty()) {
        STRATUM_TRY(const int derived,
                    recorder.derived(heard.content, analysis::AnalyserSet::all(), heard.tempo_prior));
        recorded.analyses += derived;
        state_->heard = true;
        STRATUM_TRY_VOID(SummaryWriter{*state_}.touch(heard.content));
    }
    state_->touch(recorded.track);
    STRATUM_TRY_VOID(SummaryWriter{*state_}.refresh(Cause::updated));
    STRATUM_TRY_VOID(transaction.commit());
    return recorded;
}

Result<void> Library::derive(const media::ContentId& content, analysis::AnalyserSet wanted,
                             const std::optional<analysis::TempoPrior>& prior) {
    STRATUM_TRY(auto transaction, state_->begin());
    STRATUM_TRY_VOID(Recorder{*this, *state_}.derived(content, wanted, prior));
    state_->heard = true;
    STRATUM_TRY_VOID(SummaryWriter{*state_}.touch(content));
    STRATUM_TRY_VOID(SummaryWriter{*state_}.refresh(Cause::analysed));
    return transaction.commit();
}

}  // namespace stratum::library
