package io.github.opencodeproxy.servlet.assets;

import java.util.Map;

/**
 * What {@code ui.json} of the UI's jar says, checked by {@link UiIndexReader}.
 *
 * @param opencode the version of OpenCode that the UI was taken from
 * @param build the hash over all contents
 * @param landing the file name of the page at the base
 * @param mount the file name of the page of one server
 * @param files the assets by path
 */
record UiIndex(String opencode, String build, String landing, String mount, Map<String, Asset> files) {

    UiIndex {
        files = Map.copyOf(files);
    }
}
