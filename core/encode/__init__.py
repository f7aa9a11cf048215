"""The model: CLIP2Video on open_clip towers, plain image-text models, and the process they run in.

For scripts and tests, without an encoder around it:
`backends.clip2video.build_from_state_dict(state, center_weight, frames, words)` builds the model from a state dict with
the official names; `stages.read_stages(model, frames, video_mask, input_ids, attention_mask)` runs it and gives every
stage as a named tensor; `weights.read_checkpoint(path)` reads a file; `words.Tokenizer(32)` makes ids and mask;
`pixels.official_indices` and `pixels.normalise` are the official sampling and normalisation.

`initial.initialise_on_towers(architecture, preprocessing, clip_state)` puts fresh heads on any towers of open_clip.

May import `core.ports` (types), `core.registry`, values and errors. The program's own process imports `host`,
`measured`,
`options` and `wire` only, which are free of torch.
"""
