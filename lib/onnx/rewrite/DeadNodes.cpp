#include "lib/onnx/rewrite/Draft.h"

namespace eo {

// Backwards, so that what only dead layers read is dead when its turn comes.
void rewrites::removeDeadNodes(Draft &draft) {
  for (int place = draft.nodes() - 1; place >= 0; --place) {
    bool needed = draft.node(place).output_size() == 0;
    for (std::string const &output : draft.node(place).output())
      needed |= !output.empty() && (draft.pinned(output) || draft.readers(output) > 0);
    if (needed || draft.isRemoved(place))
      continue;
    draft.note(place, "left out: no output depends on it");
    draft.remove(place);
  }
  draft.dropAllUnread();
}

} // namespace eo
